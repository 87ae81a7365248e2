using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace HoopLike.Shared.Http;

/// <summary>What requests to model endpoints ask for, as OpenAI (chat, completions, responses, realtime), Anthropic, Gemini, Azure, Bedrock, Ollama and those that speak like them have it in bodies and paths.</summary>
internal static class ModelReading
{
    private static readonly ImmutableArray<JsonPath> models = Paths("$.model", "$.models[*]", "$.modelId", "$.engine", "$.session.model", "$.response.model", "$.requests[*].params.model");

    private static readonly ImmutableArray<JsonPath> limits = Paths(
        "$.max_tokens", "$.max_completion_tokens", "$.max_output_tokens", "$.max_tokens_to_sample", "$.max_new_tokens", "$.maxTokens", "$.generationConfig.maxOutputTokens", "$.generation_config.max_output_tokens",
        "$.inferenceConfig.maxTokens", "$.options.num_predict", "$.session.max_output_tokens", "$.session.max_response_output_tokens", "$.response.max_output_tokens", "$.requests[*].params.max_tokens");

    private static readonly ImmutableArray<JsonPath> offers = Paths("$.tools[*]", "$.session.tools[*]", "$.response.tools[*]", "$.toolConfig.tools[*]", "$.requests[*].params.tools[*]");

    private static readonly ImmutableArray<JsonPath> offeredNames = Paths("$.functions[*].name", "$.requests[*].params.functions[*].name");

    private static readonly ImmutableArray<JsonPath> calledNames = Paths(
        "$.messages[*].tool_calls[*].function.name", "$.messages[*].tool_calls[*].name", "$.messages[*].function_call.name", "$.requests[*].params.messages[*].content[*].name", "$.messages[*].content[*].name",
        "$.messages[*].content[*].toolUse.name", "$.input[*].name", "$.item.name", "$.contents[*].parts[*].functionCall.name", "$.contents[*].parts[*].function_call.name",
        "$.contents.parts[*].functionCall.name", "$.tool_choice.function.name", "$.tool_choice.name", "$.tool_choice.tools[*].name", "$.toolConfig.toolChoice.tool.name", "$.function_call.name",
        "$.toolConfig.functionCallingConfig.allowedFunctionNames[*]");

    private static readonly ImmutableArray<string> modelFolders = ["models", "deployments", "engines", "model", "tunedModels"];

    private static readonly ImmutableArray<JsonPath> toolMessages = Paths("$.messages[*]");

    /// <summary>Of the path and the query: <c>/models/NAME:generateContent</c>, <c>/deployments/NAME/…</c>, <c>/engines/NAME/…</c>, <c>/model/ID/invoke</c>, <c>?model=NAME</c>.</summary>
    public static IEnumerable<string> ModelsOf(HttpTarget target)
    {
        var segments = target.PlainPath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i + 1 < segments.Length; i++)
        {
            if (!modelFolders.Contains(segments[i], StringComparer.OrdinalIgnoreCase)) continue;
            yield return segments[i + 1];
            // Gemini puts what to do behind the name; Bedrock's names have a colon of their own.
            if (segments[i + 1].LastIndexOf(':') is var colon and > 0) yield return segments[i + 1][..colon];
        }

        foreach (var model in target.QueryValues("model").Concat(target.QueryValues("deployment"))) yield return model;
    }

    public static HttpFact<string> Models(JsonElement root) => Texts(models.SelectMany(p => p.Select(root)), "has a model that is no text");

    public static HttpFact<string> ToolsOffered(JsonElement root)
    {
        var found = new List<JsonElement>();
        var names = new List<string>();
        foreach (var tool in offers.SelectMany(p => p.Select(root)).Where(e => e.ValueKind == JsonValueKind.Object))
        {
            JsonElement[] own = [.. tool.Named("name"), .. tool.Named("function").SelectMany(f => f.Named("name")), .. tool.Named("custom").SelectMany(f => f.Named("name")), .. tool.Named("toolSpec").SelectMany(f => f.Named("name"))];
            JsonElement[] declared = [.. tool.Named("functionDeclarations").Concat(tool.Named("function_declarations")).Each().SelectMany(f => f.Named("name"))];
            found.AddRange(own);
            found.AddRange(declared);
            // What a provider runs itself has no name but its type, or is a key of its own.
            found.AddRange(tool.Named("type").Where(t => own.Length == 0 || t.ValueKind != JsonValueKind.String || t.GetString() is not ("function" or "custom")));
            if (own.Length == 0 && declared.Length == 0 && !tool.Named("type").Any()) names.AddRange(tool.EnumerateObject().Select(p => p.Name));
        }

        var texts = Texts(found.Concat(offeredNames.SelectMany(p => p.Select(root))), "offers a tool whose name is no text");
        return texts with { Values = [.. texts.Values, .. names] };
    }

    public static HttpFact<string> ToolsCalled(JsonElement root)
    {
        var answers = toolMessages.SelectMany(p => p.Select(root)).Where(m => m.Named("role").Any(r => r.ValueKind == JsonValueKind.String && r.GetString() is "tool" or "function")).SelectMany(m => m.Named("name"));
        return Texts(calledNames.SelectMany(p => p.Select(root)).Concat(answers).Where(e => e.ValueKind != JsonValueKind.Null), "calls a tool whose name is no text");
    }

    /// <summary>The limits on the length of an answer that a body sets; a text is read as a number, as lenient servers do.</summary>
    public static HttpFact<double> TokenLimits(JsonElement root)
    {
        var (found, unreadable) = (ImmutableArray.CreateBuilder<double>(), (string?)null);
        foreach (var value in limits.SelectMany(p => p.Select(root)))
        {
            if (value.ValueKind == JsonValueKind.Null) continue;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)) found.Add(number);
            else if (value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var text)) found.Add(text);
            else if (value.ValueKind == JsonValueKind.String && value.GetString() == "inf") found.Add(double.PositiveInfinity);
            else unreadable = "the body has a limit of tokens that is no number";
        }

        return new HttpFact<double>(found.ToImmutable(), unreadable);
    }

    private static HttpFact<string> Texts(IEnumerable<JsonElement> found, string wrong)
    {
        var (texts, unreadable) = (ImmutableArray.CreateBuilder<string>(), (string?)null);
        foreach (var value in found)
        {
            if (value.ValueKind == JsonValueKind.String) texts.Add(value.GetString()!);
            else if (value.ValueKind != JsonValueKind.Null) unreadable = $"the body {wrong}";
        }

        return new HttpFact<string>(texts.ToImmutable(), unreadable);
    }

    private static ImmutableArray<JsonPath> Paths(params string[] texts) => [.. texts.Select(t => JsonPath.TryParse(t, out var path, out var fault) ? path : throw new ArgumentException(fault, nameof(texts)))];
}
