using HoopLike.EndToEnd.Tests.Fixtures;
using HoopLike.Shared.Enforcement;

namespace HoopLike.Bypass.Tests.Matrix.Http;

/// <summary>Tries one kind of rule on one path of a real target and tells what became of it.</summary>
sealed class HttpTrial(HttpMatrixStack stack, HttpPath path, Guard guard)
{
    /// <summary>Null where the path has nothing to which the rule could apply.</summary>
    public async Task<EnforcementCell?> RunAsync()
    {
        if (!path.Shows && guard is Guard.Paths or Guard.Detectors) return null;
        var said = await stack.SayAsync(path, guard);
        var reached = stack.Target.Asked(path.Name, guard.ToString());
        return guard switch
        {
            Guard.Deny or Guard.Approve when said is { Status: >= 400, Problem: { } words } && reached == 0 => Cell(said.Status == 403 && guard == Guard.Approve ? EnforcementOutcome.Held : EnforcementOutcome.Refused, $"{said.Status}: {words}"),
            Guard.Deny or Guard.Approve => Cell(EnforcementOutcome.Blind, null),
            Guard.Recording => await RecordedAsync(),
            _ when said.Shows => Cell(EnforcementOutcome.Blind, null),
            _ when said is { Problem: { } words } => Cell(EnforcementOutcome.Refused, $"{said.Status}: {words}"),
            _ when said.Status == 0 || reached == 0 => throw new InvalidOperationException($"{path}, {guard}: {said.Status} {said.Heads}"),
            _ => Cell(EnforcementOutcome.Masked, null),
        };
    }

    EnforcementCell Cell(EnforcementOutcome outcome, string? says) => new(outcome, says, HttpNotes.Of(path, guard));

    /// <summary>The path's operation is in the recording of the session that all of them share, and nothing that rules mask.</summary>
    async Task<EnforcementCell> RecordedAsync()
    {
        using var api = stack.Auditor();
        var events = await Until.SomeAsync(() => EventsAsync(api), what: $"{path} is on record");
        var isClean = !events.All.Any(e => e.ToJsonString().Contains("planted", StringComparison.Ordinal));
        return Cell(isClean ? EnforcementOutcome.Recorded : EnforcementOutcome.Blind, null);
    }

    async Task<Events?> EventsAsync(ApiClient api)
    {
        foreach (var session in await api.ListAsync($"sessions?connection={stack.ConnectionOf(guard)}&limit=200"))
        {
            var events = await Events.OfAsync(api, (string)session!["id"]!);
            if (events.Of("operation").Any(o => ((string?)o["text"] ?? (string?)o["sql"] ?? "").Contains($"/secrets/{path.Name}", StringComparison.Ordinal)) && events.Of("result").Any()) return events;
        }
        return null;
    }
}
