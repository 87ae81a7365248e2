using HoopLike.Agent.Link;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>
/// Asks the console for an issuer's newest keys when a token is signed with one that nobody here knows, as after a rotation: once for all who wait, and seldom,
/// so that invented tokens cannot make it ask more often. Holds up nobody else. Thread-safe.
/// </summary>
internal sealed class MissingKeys(IConsoleLink link, SnapshotHolder snapshots, TimeProvider time)
{
    /// <summary>An issuer is asked for no more often than that.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>How long a sign-in waits for the keys.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock starting = new();
    private readonly Dictionary<string, (DateTimeOffset At, Task Asking)> asked = new(StringComparer.Ordinal);

    /// <summary>A snapshot in which the issuer has other keys than in <paramref name="seen"/>; else null and, in words to be put behind the refusal, why there is none.</summary>
    public async Task<(AgentSnapshot? Newer, string Words)> AskAsync(string issuer, AgentSnapshot seen, CancellationToken ct)
    {
        if (Newer(issuer, seen) is { } already) return (already, "");
        if (!link.IsConnected) return (null, "; whether it has a new one cannot be found out, because the console is away");
        await Asking(issuer).WaitAsync(ct);
        return (Newer(issuer, seen), "");
    }

    private AgentSnapshot? Newer(string issuer, AgentSnapshot seen) =>
        snapshots.Current is { } current && !string.Equals(KeysOf(current, issuer), KeysOf(seen, issuer), StringComparison.Ordinal) ? current : null;

    private static string? KeysOf(AgentSnapshot snapshot, string issuer) => snapshot.TokenIssuers.FirstOrDefault(i => string.Equals(i.Name, issuer, StringComparison.Ordinal))?.Keys;

    private Task Asking(string issuer)
    {
        lock (starting)
        {
            var now = time.GetUtcNow();
            // Issuers are configured, so that there are few.
            if (asked.TryGetValue(issuer, out var last) && now < last.At + Pause) return last.Asking;
            var asking = RunAsync(issuer);
            asked[issuer] = (now, asking);
            return asking;
        }
    }

    /// <summary>Ends when the snapshot that the console speaks of is here, or when patience is over. Never throws.</summary>
    private async Task RunAsync(string issuer)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        var changed = new SemaphoreSlim(0);
        void Changed(AgentSnapshot snapshot) => changed.Release();
        snapshots.Changed += Changed;
        try
        {
            var version = await link.RequestKeysAsync(issuer, patience.Token).WaitAsync(patience.Token);
            while (snapshots.Current is not { } current || current.Version < version) await changed.WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ConsoleUnreachableException or ConsoleRefusedException)
        {
            // There are no newer keys to be had now: the token is refused for what it is.
        }
        finally
        {
            snapshots.Changed -= Changed;
        }
    }
}
