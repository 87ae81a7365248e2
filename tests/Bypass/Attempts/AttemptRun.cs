using System.Diagnostics;
using HoopLike.Bypass.Tests.Target;
using HoopLike.Bypass.Tests.Wire;

namespace HoopLike.Bypass.Tests.Attempts;

/// <summary>Runs attempts in a slot, through the gateway as the analyst, or on the target itself with the gateway's own credential.</summary>
sealed class AttemptRun(Slot slot)
{
    /// <inheritdoc cref="Slot.NextRun"/>
    public int NextRun() => slot.NextRun();

    /// <param name="run">What <c>{n}</c> stands for: the same on both twins.</param>
    public async Task<Sight> RunAsync(Attempt attempt, Mode mode, Twin twin, bool isDirect, int run)
    {
        string Fill(string text) => Placeholders.Fill(text, slot, twin, run);
        var steps = attempt.Steps.Select(s => s with { Sql = Fill(s.Sql), Data = s.Data is null ? null : Fill(s.Data), Bind = [.. s.Bind.Select(v => v is null ? null : Fill(v))] }).ToList();
        var said = string.Join('\n', steps.Select(s => $"{s.Sql}\n{s.Data}\n{string.Join('\n', s.Bind)}"));
        try
        {
            if (attempt.Setup.Count > 0) await slot.SetUpAsync(twin, attempt.Setup.Select(Fill));
            return await Task.Run(() => Run(attempt, mode, twin, isDirect, steps, said));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or TimeoutException)
        {
            return new Sight(said, [], TimeSpan.Zero, slot.Database(twin), $"{e.Message} {e.InnerException?.Message}");
        }
        finally
        {
            await slot.RestoreAsync(twin);
        }
    }

    Sight Run(Attempt attempt, Mode mode, Twin twin, bool isDirect, List<Step> steps, string said)
    {
        var sessions = new Dictionary<int, RawClient>();
        var answers = new List<IReadOnlyList<PgMessage>>();
        try
        {
            foreach (var number in steps.Select(s => s.Session).Distinct()) sessions[number] = isDirect ? slot.OpenDirectly(twin, attempt.Id) : slot.Open(twin, attempt.Id);
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
}
