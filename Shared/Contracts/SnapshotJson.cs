using System.Text.Json;
using System.Text.Json.Serialization;

namespace HoopLike.Shared.Contracts;

/// <summary>How contracts are written as JSON: camel case, enums as kebab-case words, nulls left out.</summary>
public static class SnapshotJson
{
    /// <summary>For the snapshot on its way to an agent and in the agent's sealed cache: secrets included.</summary>
    public static JsonSerializerOptions Revealing { get; } = Create(new SecretRevealingConverter());

    /// <summary>For everything else that both sides exchange: secrets print as <c>***</c>.</summary>
    public static JsonSerializerOptions Plain { get; } = Create(null);

    /// <summary>Applies the same rules to options that a framework owns (hub protocol, REST).</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
    }

    private static JsonSerializerOptions Create(JsonConverter? converter)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        if (converter is not null) options.Converters.Insert(0, converter);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
