using System.Text.Json;
using HoopLike.Console.Audit;
using HoopLike.Console.Security;

namespace HoopLike.Console.Api;

public sealed record AuditAnswer(
    long Sequence, DateTimeOffset At, string Actor, string? Address, string Action, string Target, JsonElement? Before, JsonElement? After, string? Detail, string PreviousHash, string Hash);

/// <summary>What entries are asked for; a parameter that is left out asks for nothing.</summary>
/// <param name="Action">policy.changed, or policy for all that was done to policies.</param>
/// <param name="Target">connection shop, or connection for all of them.</param>
/// <param name="Q">Part of any of an entry's words.</param>
public readonly record struct AuditFilter(string? Actor, string? Action, string? Target, DateTimeOffset? From, DateTimeOffset? To, string? Q)
{
    internal AuditQuery Query => new(None(Actor), None(Action), None(Target), From, To, None(Q));

    public override string ToString()
    {
        string?[] said = [Said("actor", Actor), Said("action", Action), Said("target", Target), Said("from", From?.ToString("u")), Said("to", To?.ToString("u")), Said("q", Q)];
        var words = string.Join(", ", said.OfType<string>());
        return words.Length == 0 ? "all entries" : words;
    }

    private static string? None(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string? Said(string what, string? value) => None(value) is null ? null : $"{what} {value}";
}

/// <summary><c>/api/v1/audit</c>.</summary>
internal static class AuditApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/audit", ListAsync).RequireAuthorization(Roles.SeesEverything).WithSummary("Who changed or decided what, newest first, hash-chained").Produces<ApiPage<AuditAnswer>>();
        api.MapGet("/audit/export", ExportAsync).RequireAuthorization(Roles.SeesEverything).WithSummary("All entries that match as a file, oldest first; format is ndjson or csv").Produces<string>(contentType: "application/x-ndjson");
    }

    public static AuditAnswer Answer(AuditEntity e) => new(e.Sequence, e.At, e.Actor, e.Address, e.Action, e.Target, Parse(e.Before), Parse(e.After), e.Detail, e.PreviousHash, e.Hash);

    private static async Task<IResult> ListAsync([AsParameters] AuditFilter filter, AuditSearch audit, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        long? before = null;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (!long.TryParse(cursor, out var sequence)) return Problems.Invalid("cursor: is none that a page gave.");
            before = sequence;
        }

        var size = Cursor.Limit(limit);
        var entries = await audit.FindAsync(filter.Query, before, size, cancellationToken);
        return Results.Ok(new ApiPage<AuditAnswer>([.. entries.Select(Answer)], entries.Count < size ? null : $"{entries[^1].Sequence}"));
    }

    private static async Task<IResult> ExportAsync([AsParameters] AuditFilter filter, string? format, HttpContext context, AuditSearch search, AuditLog audit, CancellationToken cancellationToken)
    {
        var asCsv = string.Equals(format, "csv", StringComparison.OrdinalIgnoreCase);
        if (!asCsv && !string.IsNullOrEmpty(format) && !string.Equals(format, "ndjson", StringComparison.OrdinalIgnoreCase)) return Problems.Invalid("format: is ndjson or csv.");
        await audit.AppendAsync(context.Actor(), new AuditNote("audit.exported", "audit") { Detail = $"as {(asCsv ? "csv" : "ndjson")}: {filter}" }, cancellationToken);
        return new AuditFile(search.StreamAsync(filter.Query, cancellationToken), asCsv);
    }

    private static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);
}
