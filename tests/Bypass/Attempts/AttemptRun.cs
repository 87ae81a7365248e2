using System.Diagnostics;
using System.Text.RegularExpressions;
using HoopLike.Bypass.Tests.Target;
using HoopLike.Bypass.Tests.Wire;
using HoopLike.EndToEnd.Tests.Fixtures;

namespace HoopLike.Bypass.Tests.Attempts;

/// <summary>Runs attempts in a slot, through the gateway as the analyst, or on the target itself with the gateway's own credential.</summary>
sealed partial class AttemptRun(Slot slot)
{
    /// <inheritdoc cref="Slot.NextRun"/>
    public int NextRun() => slot.NextRun();

    /// <param name="run">What <c>{n}</c> stands for: the same on both twins.</param>
    public async Task<Sight> RunAsync(Attempt attempt, Mode mode, Twin twin, bool isDirect, int run)
    {
        string Fill(string text) => Placeholders.Fill(text, slot, twin, run);
        var steps = attempt.Steps.Select(s => s with { Sql = Fill(s.Sql), Data = s.Data is null ? null : Fill(s.Data), Bind = [.. s.Bind.Select(v => v is null ? null : Fill(v))] }).ToList();
        var said = string.Join('\n', steps.Select(s => $"{s.Sql}\n{s.Data}\n{string.Join('\n', s.Bind)}"));
        Sight? seen = null;
        try
        {
            if (attempt.Setup.Count > 0) await slot.Stack.RunAsync(slot.Database(twin), [.. attempt.Setup.Select(Fill)]);
            if (!isDirect && (slot.TakeFresh(twin) || attempt.Setup.Count > 0)) Look(twin);
            return seen = await Task.Run(() => Run(attempt, mode, twin, isDirect, steps, said));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or TimeoutException)
        {
            return new Sight(said, [], TimeSpan.Zero, slot.Database(twin), $"{e.Message} {e.InnerException?.Message}");
        }
        finally
        {
            if (seen is null || attempt.Setup.Count > 0 || LeftSomething(attempt, seen)) await slot.ResetAsync(twin);
        }
    }

    /// <summary>What is done past the gateway is known to it within half a minute; a change that it sees makes it look at once.</summary>
    void Look(Twin twin)
    {
        using var nudge = Open(twin, isDirect: false, "nudge");
        nudge.Query("comment on table depts is 'looked at'");
    }

    Sight Run(Attempt attempt, Mode mode, Twin twin, bool isDirect, List<Step> steps, string said)
    {
        var sessions = new Dictionary<int, RawClient>();
        var answers = new List<IReadOnlyList<PgMessage>>();
        try
        {
            foreach (var number in steps.Select(s => s.Session).Distinct()) sessions[number] = Open(twin, isDirect, attempt.Id);
            var watch = Stopwatch.StartNew();
            if (attempt.IsPipeline) answers.Add(sessions[steps[0].Session].Pipeline(steps, mode));
            else
                foreach (var step in steps)
                    if (!sessions[step.Session].IsClosed) answers.Add(sessions[step.Session].Run(step, mode));
            var took = watch.Elapsed;
            // Notifications come with the next answer.
            foreach (var session in sessions.Values.Where(s => !s.IsClosed)) answers.Add([.. session.Query("").Where(m => m.Type is 'A' or 'N' or 'S')]);
            return new Sight(said, answers, took, slot.Database(twin));
        }
        finally
        {
            foreach (var session in sessions.Values) session.Dispose();
        }
    }

    RawClient Open(Twin twin, bool isDirect, string application) => isDirect
        ? RawClient.Open(slot.Stack.Postgres.Port, "shop_owner", slot.Stack.Postgres.OwnerPassword, slot.Database(twin), application)
        : RawClient.Open(slot.Gateway(twin).Port, "somebody", Caller.Analyst.Key, slot.Database(twin), application);

    /// <summary>Whether it may have changed the database: a command that is no question succeeded, and was not rolled back whole.</summary>
    static bool LeftSomething(Attempt attempt, Sight seen)
    {
        if (attempt.Steps[0].Sql == "begin" && attempt.Steps[^1].Sql is "rollback" && !attempt.Steps.Any(s => Beyond().IsMatch(s.Sql))) return false;
        return seen.Tags.Any(t => !Question().IsMatch(t)) || (seen.Tags.Any() && attempt.Steps.Any(s => Writing().IsMatch(s.Sql)));
    }

    [GeneratedRegex("^(SELECT|FETCH|MOVE|DECLARE|BEGIN|COMMIT|ROLLBACK|SHOW|SET|RESET|PREPARE|DEALLOCATE|CLOSE|LISTEN|EXPLAIN|COPY|DISCARD)")]
    private static partial Regex Question();

    /// <summary>What writes though it answers like a question.</summary>
    [GeneratedRegex(@"\b(insert|update|delete|merge|into|as execute|lo_\w+|setval|nextval|dblink\w*|\w+\d*\(\)|store_\w+|given\w*|pg_advisory\w*)|\bcopy\b.*\b(from|to '|program)", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Writing();

    /// <summary>What a rollback does not undo, or another session did.</summary>
    [GeneratedRegex(@"nextval|setval|prepare transaction|dblink|commit", RegexOptions.IgnoreCase)]
    private static partial Regex Beyond();
}
