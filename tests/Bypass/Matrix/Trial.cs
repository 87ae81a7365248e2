using System.Text;
using HoopLike.Bypass.Tests.Wire;
using HoopLike.EndToEnd.Tests.Fixtures;
using HoopLike.Shared.Enforcement;

namespace HoopLike.Bypass.Tests.Matrix;

/// <summary>Tries one kind of rule on one path of a real target and tells what became of it.</summary>
sealed class Trial(MatrixStack stack, OperationPath path, Guard guard)
{
    /// <summary>No right, and what the gateway does not speak.</summary>
    static readonly string[] refusals = ["42501", "0A000"];

    readonly int row = 1 + ((OperationPaths.All.ToList().IndexOf(path) + 1) * 10) + (int)guard;

    /// <summary>Null where the path has nothing to which the rule could apply.</summary>
    public Task<EnforcementCell?> RunAsync() => guard switch
    {
        Guard.Deny => StoppedAsync(EnforcementOutcome.Refused, "42501", path.Read, path.Write, path.Choice),
        Guard.Approve => StoppedAsync(EnforcementOutcome.Held, "57014", path.Read, path.Write, path.Choice),
        Guard.Commit => StoppedAsync(EnforcementOutcome.RolledBack, "57014", path.Write),
        Guard.Predicates => StoppedAsync(EnforcementOutcome.Refused, "42501", path.Choice),
        Guard.Columns or Guard.Detectors => HiddenAsync(),
        Guard.Tokens => TurnedBackAsync(),
        Guard.Recording => RecordedAsync(),
        Guard.Paths => Task.FromResult<EnforcementCell?>(null),
        _ => throw new InvalidOperationException($"There is no trial of {guard}."),
    };

    /// <summary>Each of the texts fails with the code, shows nothing and changes nothing; or with 42501 where what the path does cannot be told at all.</summary>
    async Task<EnforcementCell?> StoppedAsync(EnforcementOutcome outcome, string code, params string?[] texts)
    {
        var before = await stack.StateAsync(row);
        EnforcementCell? cell = null;
        foreach (var text in texts.OfType<string>())
        {
            var answers = Say(text);
            var stopped = answers.Where(m => m.Type == 'E').Select(m => m.Fields).FirstOrDefault(f => f['C'] == code || refusals.Contains(f['C']));
            if (stopped is null || Shows(answers) || await stack.StateAsync(row) != before) return new EnforcementCell(EnforcementOutcome.Blind, null, Notes.Of(path, guard));
            cell ??= new EnforcementCell(stopped['C'] == code ? outcome : EnforcementOutcome.Refused, $"{stopped['C']}: {stopped['M']}", Notes.Of(path, guard));
        }
        return cell;
    }

    Task<EnforcementCell?> HiddenAsync()
    {
        if (path.Read is null) return Task.FromResult<EnforcementCell?>(null);
        var answers = Say(path.Read);
        if (Shows(answers)) return Task.FromResult<EnforcementCell?>(new EnforcementCell(EnforcementOutcome.Blind, null, Notes.Of(path, guard)));
        return Task.FromResult<EnforcementCell?>(Refusal(answers) ?? new EnforcementCell(EnforcementOutcome.Masked, null, Notes.Of(path, guard)));
    }

    EnforcementCell? Refusal(List<PgMessage> answers) =>
        answers.Where(m => m.Type == 'E').Select(m => m.Fields).FirstOrDefault(f => refusals.Contains(f['C'])) is { } refused ? new EnforcementCell(EnforcementOutcome.Refused, $"{refused['C']}: {refused['M']}", Notes.Of(path, guard)) : null;

    Task<EnforcementCell?> TurnedBackAsync()
    {
        if (path.Lookup is null) return Task.FromResult<EnforcementCell?>(null);
        using var client = stack.Open(guard, path.Name);
        var token = Encoding.UTF8.GetString(client.Query($"select word from secrets where id = {row}").Single(m => m.Type == 'D').Cells[0]!);
        var answers = path.SayAll(client, path.Lookup, Filled(token));
        var isFound = !token.Contains("planted", StringComparison.Ordinal) && !Shows(answers) && answers.Exists(m => m.Type == 'd' || (m.Type == 'D' && m.Cells[0] is { } id && (Encoding.UTF8.GetString(id) == $"{row}" || id.SequenceEqual(new byte[] { 0, 0, (byte)(row >> 8), (byte)row }))));
        if (Refusal(answers) is { } refused) return Task.FromResult<EnforcementCell?>(refused);
        return Task.FromResult<EnforcementCell?>(new EnforcementCell(isFound ? EnforcementOutcome.TurnedBack : EnforcementOutcome.Blind, null, Notes.Of(path, guard)));
    }

    async Task<EnforcementCell?> RecordedAsync()
    {
        if ((path.Read ?? path.Write) is not { } text) return null;
        Say(text);
        using var api = stack.Auditor();
        var events = await Until.SomeAsync(() => EventsAsync(api), what: $"the recording of {path.Name} is closed");
        var isRecorded = events.Of("operation").Any() && !events.All.Any(e => e.ToJsonString().Contains("planted", StringComparison.Ordinal));
        return new EnforcementCell(isRecorded ? EnforcementOutcome.Recorded : EnforcementOutcome.Blind, null, Notes.Of(path, guard));
    }

    async Task<Events?> EventsAsync(ApiClient api)
    {
        foreach (var session in await api.ListAsync($"sessions?connection={stack.ConnectionOf(guard)}&limit=200"))
        {
            if (session!["endedAt"] is null) continue;
            var events = await Events.OfAsync(api, (string)session["id"]!);
            if ((string?)events.Of("opened").Single()["applicationName"] == path.Name) return events;
        }
        return null;
    }

    List<PgMessage> Say(string text)
    {
        using var client = stack.Open(guard, path.Name);
        var answers = path.SayAll(client, text, Filled());
        // Notifications come with the next answer.
        if (!client.IsClosed) answers.AddRange(client.Query(""));
        return answers;
    }

    Dictionary<string, string> Filled(string token = "") => new(stack.Values) { ["row"] = $"{row}", ["file"] = stack.FileOf(path, guard), ["token"] = token };

    static bool Shows(IEnumerable<PgMessage> answers) => answers.Any(m => m.Body.AsSpan().IndexOf("planted"u8) >= 0);
}
