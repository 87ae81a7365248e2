using HoopLike.Bypass.Tests.Target;
using HoopLike.Bypass.Tests.Wire;

namespace HoopLike.Bypass.Tests.Attempts;

/// <summary>What became of one attempt in all its modes.</summary>
/// <param name="Failures">Why it got through, mode by mode; empty when it was stopped.</param>
/// <param name="Bite">Why it gets nothing without the gateway either; null when it does.</param>
sealed record AttemptOutcome(Attempt Attempt, IReadOnlyList<string> Failures, string? Bite)
{
    /// <summary>A difference in time that a caller can tell from chance.</summary>
    static readonly TimeSpan telling = TimeSpan.FromMilliseconds(150);

    public bool WasStopped => Failures.Count == 0;

    public static async Task<AttemptOutcome> OfAsync(Attempt attempt, AttemptRun runner)
    {
        var failures = new List<string>();
        foreach (var mode in attempt.Modes)
        {
            var run = runner.NextRun();
            var a = await runner.RunAsync(attempt, mode, Twin.A, isDirect: false, run);
            var b = attempt.Expect == Expectation.Oracle ? await runner.RunAsync(attempt, mode, Twin.B, isDirect: false, run) : null;
            if (Judge(attempt, a, b) is { } failure) failures.Add($"[{mode}] {failure}");
        }
        return new AttemptOutcome(attempt, failures, attempt.Inert is null ? await ControlAsync(attempt, runner) : null);
    }

    public string Journal(TimeSpan took) =>
        string.Join('\n', Failures.Select(f => "LEAK " + Attempt.Id + "\n    " + f.ReplaceLineEndings("\n    ")).Append(Bite is null ? null : $"BITE {Attempt.Id}\n    {Bite.ReplaceLineEndings("\n    ")}").Append($"DONE {Attempt.Id} {took.TotalMilliseconds:0}")
            .Where(l => l is not null)) + "\n";

    /// <summary>Without the gateway the same statements must give something away, in one of the modes: an attempt that could not succeed proves nothing.</summary>
    static async Task<string?> ControlAsync(Attempt attempt, AttemptRun runner)
    {
        var seen = new List<string>();
        foreach (var mode in attempt.Modes)
        {
            var run = runner.NextRun();
            var a = await runner.RunAsync(attempt, mode, Twin.A, isDirect: true, run);
            if (a.Fault is not null) seen.Add($"[{mode}] {a.Fault}");
            else if (attempt.Expect == Expectation.NoLeak)
            {
                if (a.Leak is not null) return null;
                seen.Add($"[{mode}] {a.Words}");
            }
            else
            {
                var b = await runner.RunAsync(attempt, mode, Twin.B, isDirect: true, run);
                if (Difference(attempt, a, b) is not null) return null;
                seen.Add($"[{mode}] {a.Words}");
            }
        }
        return "directly on the target it gives nothing away: " + string.Join('\n', seen);
    }

    static string? Judge(Attempt attempt, Sight a, Sight? b)
    {
        if ((a.Fault ?? b?.Fault) is { } fault) return fault;
        if ((a.Leak ?? b?.Leak) is { } leak) return $"{leak}\n{a.Words}";
        if (b is not null && Difference(attempt, a, b) is { } difference) return difference;
        return attempt.Refused && !a.WasRefused ? $"it was not refused:\n{a.Words}" : null;
    }

    static string? Difference(Attempt attempt, Sight a, Sight b)
    {
        if (attempt.IsTiming) return (a.Took - b.Took).Duration() > telling ? $"the twins are told apart by time: {a.Took.TotalMilliseconds:0} and {b.Took.TotalMilliseconds:0} ms\n{a.Words}" : null;
        return a.Words == b.Words ? null : $"the twins are told apart:\nA: {a.Words}\nB: {b.Words}";
    }
}
