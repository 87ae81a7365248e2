using System.Text.Json;
using HoopLike.Console.Audit;
using HoopLike.Console.Security;

namespace HoopLike.Console.Api;

public sealed record AuditAnswer(
    long Sequence, DateTimeOffset At, string Actor, string? Address, string Action, string Target, JsonElement? Before, JsonElement? After, string? Detail, string PreviousHash, string Hash);

/// <summary><c>/api/v1/audit</c>.</summary>
internal static class AuditApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/audit", ListAsync).RequireAuthorization(Roles.SeesEverything).WithSummary("Who changed or decided what, newest first, hash-chained").Produces<ApiPage<AuditAnswer>>();

    private static async Task<IResult> ListAsync(AuditLog audit, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        long? before = null;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (!long.TryParse(cursor, out var sequence)) return Problems.Invalid("cursor: is none that a page gave.");
            before = sequence;
        }

        var size = Cursor.Limit(limit);
        var entries = await audit.ReadAsync(before, size, cancellationToken);
        return Results.Ok(new ApiPage<AuditAnswer>([.. entries.Select(Answer)], entries.Count < size ? null : $"{entries[^1].Sequence}"));
    }

    private static AuditAnswer Answer(AuditEntity e) => new(e.Sequence, e.At, e.Actor, e.Address, e.Action, e.Target, Parse(e.Before), Parse(e.After), e.Detail, e.PreviousHash, e.Hash);

    private static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);
}
