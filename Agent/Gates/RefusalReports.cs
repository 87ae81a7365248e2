using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Gates;

/// <summary>Tells the console's audit log of refusals, so that a storm of them cannot drown it: of each (who, where, why) the first at once, and of those that follow, a count each minute. Thread-safe.</summary>
internal sealed class RefusalReports(IConsoleLink link, TimeProvider time)
{
    /// <summary>How often those that follow are counted out.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Different refusals remembered; what comes beyond is counted together.</summary>
    private const int Limit = 10_000;

    private const string Action = "session.refused";

    private readonly Lock counting = new();
    private readonly Dictionary<(string Who, string Connection, string Why), Count> known = [];
    private readonly Count others = new(null, "");
    private ITimer? timer;

    /// <param name="who">The address, or the proven caller; null reports each for itself.</param>
    /// <param name="identity">Who it is, or claims to be; null where nobody knows.</param>
    public void Report(string? who, string? identity, string connection, string detail)
    {
        if (who is not null && IsRepeated((who, connection, detail), identity)) return;
        Send(identity, connection, detail);
    }

    private bool IsRepeated((string Who, string Connection, string Why) key, string? identity)
    {
        lock (counting)
        {
            timer ??= time.CreateTimer(_ => Tell(), null, Interval, Interval);
            if (known.TryGetValue(key, out var count))
            {
                count.More++;
                return true;
            }

            if (known.Count >= Limit)
            {
                others.More++;
                return true;
            }

            known[key] = new Count(identity, key.Why);
            return false;
        }
    }

    private void Tell()
    {
        List<(string? Identity, string? Connection, string Detail)> told = [];
        lock (counting)
        {
            foreach (var (key, count) in known)
            {
                if (count.More == 0) known.Remove(key);
                else told.Add((count.Identity, key.Connection, $"{count.Why}: {count.More} more in the last minute"));
                count.More = 0;
            }

            if (others.More > 0) told.Add((null, null, $"{others.More} refusals more in the last minute, of too many kinds to tell each"));
            others.More = 0;
            if (known.Count == 0)
            {
                timer?.Dispose();
                timer = null;
            }
        }

        foreach (var (identity, connection, detail) in told) Send(identity, connection, detail);
    }

    private void Send(string? identity, string? connection, string detail) => link.Audit(new AgentAuditEntry(Guid.NewGuid(), time.GetUtcNow(), Action, identity, connection, detail));

    private sealed class Count(string? identity, string why)
    {
        public string? Identity { get; } = identity;

        public string Why { get; } = why;

        public int More { get; set; }
    }
}
