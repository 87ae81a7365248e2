using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using HoopLike.Agent.Link;
using HoopLike.Agent.Protocols.Http.Credentials;
using HoopLike.Agent.Protocols.Http.Mcp;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>The open sessions by who calls over what. Thread-safe.</summary>
/// <param name="run">Runs a session from beginning to end, as the story of all sessions has it.</param>
internal sealed class HttpSessions(Func<IProtocolSession, ConnectionConfig, CancellationToken, Task> run, SnapshotHolder snapshots, ToolBook tools, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Credential, string Connection), HttpSession> open = new();
    private readonly TokenSources tokens = new(time);

    /// <summary>The caller's session, begun where there is none. The caller of this must call <see cref="HttpSession.Leave"/>.</summary>
    internal HttpSession Enter(Secret credential, IPEndPoint remote, ConnectionConfig connection, string? application, CancellationToken stop)
    {
        var key = (Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(credential.Reveal()))), connection.Name);
        while (true)
        {
            if (open.TryGetValue(key, out var known))
            {
                if (known.TryEnter()) return known;
                open.TryRemove(KeyValuePair.Create(key, known));
            }
            var fresh = new HttpSession(credential, remote, application, snapshots, tools, tokens, time);
            fresh.TryEnter();
            if (!open.TryAdd(key, fresh)) continue;
            _ = RunAsync(key, fresh, connection, stop);
            return fresh;
        }
    }

    private async Task RunAsync((string, string) key, HttpSession session, ConnectionConfig connection, CancellationToken stop)
    {
        await Task.Yield();
        await using (session)
        {
            await run(session, connection, stop);
            open.TryRemove(KeyValuePair.Create(key, session));
        }
    }
}
