using System.Collections.Concurrent;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>One source of tokens for each connection, whoever calls through it. Thread-safe.</summary>
internal sealed class TokenSources(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TokenSource> sources = new(StringComparer.Ordinal);

    /// <summary>The connection's source, another one once its credential has changed.</summary>
    public TokenSource For(ConnectionConfig connection) => sources.AddOrUpdate(
        connection.Name, _ => new TokenSource(connection.Credential, time), (_, known) => known.Credential == connection.Credential ? known : new TokenSource(connection.Credential, time));
}
