using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Configuration;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Mvc;

namespace HoopLike.Console.Api;

/// <summary>What a backtest asks for beside its body.</summary>
/// <param name="From">By default a week before <paramref name="To"/>.</param>
/// <param name="To">By default now.</param>
/// <param name="Mode">merge (default): policies and masking rules by name into those in force, without those under remove; replace: each section is the whole of it.</param>
/// <param name="Baseline">recorded (default): compared with what happened; current: with what the configuration of now says of it.</param>
/// <param name="Cursor">Of the page before: looks on from there, and counts only what it looks at.</param>
public readonly record struct BacktestQuery(DateTimeOffset? From, DateTimeOffset? To, string? Mode, string? Baseline, string? Cursor, int? Limit);

/// <summary><c>/api/v1/policies/backtest</c>: what recorded operations would look like under other rules.</summary>
internal static class BacktestApi
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    private const string Says = """
        Recorded operations whose verdict or masking would change, in both directions. The body is YAML with policies and maskingRules, as in the configuration file, and with
        remove: {policies: [name], maskingRules: [name]} for what would be left out. It is checked as PUT /config checks it, and never stored. Operations are judged as agents judge them: by their recorded
        text, at their own time, for the groups that were recorded; policies of scope session at the session's start. Where the text cannot be judged, by recorded kinds and tables (see certainty). What is
        masked is compared with the configuration of now, since a recording does not say which rule masked. Connects that were refused have no recording and are not looked at.
        A run takes 60 seconds at most (10 minutes with Accept: application/x-ndjson, which answers line by line: progress, change, report), and then says how far it came in searchedTo.
        """;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/policies/backtest", RunAsync).RequireAuthorization(Roles.Admin).WithSummary("Recorded operations whose verdict or masking would change under other policies and masking rules").WithDescription(Says)
            .Accepts<string>("application/yaml", "text/yaml", "text/plain").Produces<BacktestAnswer>();

    private static async Task<IResult> RunAsync(
        HttpContext context, [AsParameters] BacktestQuery query, BacktestText text, [FromServices] PolicyBacktest backtest, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await RequestText.ReadAsync(context.Request, cancellationToken) is not { } yaml) return Problems.Invalid(RequestText.TooLong);
        if (!TryWord<BacktestMode>(query.Mode, out var mode)) return Problems.Invalid("mode: is merge or replace.");
        if (!TryWord<BacktestBaseline>(query.Baseline, out var baseline)) return Problems.Invalid("baseline: is recorded or current.");
        if (!BacktestCursor.TryRead(query.Cursor, out var after)) return Problems.Invalid("cursor: is none that a page gave.");
        var to = query.To ?? time.GetUtcNow();
        var from = query.From ?? to.AddDays(-7);
        if (from >= to) return Problems.Invalid("from: is not before to.");
        if (to - from > PolicyBacktest.LongestSpan) return Problems.Invalid($"from: is more than {PolicyBacktest.LongestSpan.Days} days before to.");
        var draft = await text.ReadAsync(yaml, mode, cancellationToken);
        if (draft.Rules is not { } rules) return Problems.Invalid("The policies and masking rules have mistakes; nothing was searched.", draft.Mistakes.Select(m => m.Describe("config")));

        var question = new BacktestQuestion(rules, from, to, baseline) { After = after, Patience = patience };
        if (BacktestLines.AreAsked(context.Request)) return new BacktestLines(backtest, question);
        try
        {
            return Results.Ok(await PageAsync(backtest, question, Cursor.Limit(query.Limit), cancellationToken));
        }
        catch (BacktestBusyException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>The first page counts the whole span; later ones end when they are full.</summary>
    private static async Task<BacktestAnswer> PageAsync(PolicyBacktest backtest, BacktestQuestion question, int limit, CancellationToken cancellationToken)
    {
        if (question.After is not null) question = question with { Limit = limit };
        var (items, more) = (new List<ChangedOperation>(), false);
        var report = await backtest.RunAsync(question, Keep, null, cancellationToken);
        return BacktestAnswer.Of(report, [.. items.Select(BacktestItem.Of)], more ? items[^1].Position : report.Next);

        ValueTask Keep(ChangedOperation changed)
        {
            if (items.Count < limit) items.Add(changed);
            else more = true;
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>True with the first word where none is given.</summary>
    private static bool TryWord<T>(string? text, out T word)
        where T : struct, Enum
    {
        word = default;
        return string.IsNullOrEmpty(text) || (Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) && Enum.TryParse(text, ignoreCase: true, out word));
    }
}
