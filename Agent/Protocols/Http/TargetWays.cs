using HoopLike.Agent.Protocols.Http.Credentials;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>A session's ways to its target, one for each credential that the connection has had: a secret that is replaced is used from the next request on, while those under way end as they began. Thread-safe.</summary>
internal sealed class TargetWays(Func<CancellationToken, Task<TargetLink>> dial, TokenSources tokens, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<TargetWay> made = [];

    /// <summary>The one that was made last: for what the gateway itself says to a target that has answered.</summary>
    public TargetWay Latest
    {
        get
        {
            lock (gate) return made[^1];
        }
    }

    /// <exception cref="TargetCredentialException">The connection's credential cannot be used.</exception>
    public TargetWay For(ConnectionConfig connection)
    {
        lock (gate)
        {
            if (made.Count > 0 && made[^1].Config == connection.Credential) return made[^1];
            made.Add(new TargetWay(connection, dial, tokens, time));
            return made[^1];
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var way in made) await way.DisposeAsync();
    }
}
