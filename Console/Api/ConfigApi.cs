using HoopLike.Console.Configuration;
using HoopLike.Console.Data;
using HoopLike.Console.Security;

namespace HoopLike.Console.Api;

/// <param name="Action">added, changed or removed.</param>
/// <param name="SecretChanged">A secret was set or replaced, which no document shows.</param>
public sealed record ChangeAnswer(ChangeAction Action, string Kind, string Name, System.Text.Json.JsonElement? Before, System.Text.Json.JsonElement? After, bool SecretChanged);

public sealed record ConfigAnswer(bool DryRun, long Version, IReadOnlyList<ChangeAnswer> Changes);

/// <summary><c>/api/v1/config</c>.</summary>
internal static class ConfigApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/config", ReadAsync).RequireAuthorization(Roles.Admin).WithSummary("The whole configuration as YAML, secrets left out").Produces<string>(contentType: "application/yaml");
        api.MapPut("/config", ApplyAsync).RequireAuthorization(Roles.Admin).WithSummary("Makes each section of a YAML configuration what it says; sections that are absent stay as they are")
            .Accepts<string>("application/yaml", "text/yaml", "text/plain").Produces<ConfigAnswer>();
    }

    private static async Task<IResult> ReadAsync(ConfigurationService configuration, CancellationToken cancellationToken) =>
        Results.Text(ConfigWriter.Write(await configuration.ReadAsync(cancellationToken)), "application/yaml");

    private static async Task<IResult> ApplyAsync(HttpContext context, ConfigText configuration, bool? dryRun, CancellationToken cancellationToken)
    {
        if (await RequestText.ReadAsync(context.Request, cancellationToken) is not { } text) return Problems.Invalid(RequestText.TooLong);
        var outcome = await configuration.ApplyAsync(text, context.Actor(), dryRun == true, cancellationToken);
        return outcome.Mistakes.IsEmpty ? Results.Ok(new ConfigAnswer(dryRun == true, outcome.Version, [.. outcome.Changes.Select(Answer)])) : Refused(outcome.Mistakes);
    }

    private static IResult Refused(IEnumerable<ConfigMistake> mistakes) => Problems.Invalid("The configuration has mistakes; nothing was changed.", mistakes.Select(m => m.Describe("config")));

    private static ChangeAnswer Answer(ConfigChange change) => new(change.Action, change.Kind, change.Name, Parse(change.Before), Parse(change.After), change.SecretChanged);

    private static System.Text.Json.JsonElement? Parse(string? json) => json is null ? null : System.Text.Json.JsonElement.Parse(json);
}
