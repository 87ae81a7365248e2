using HoopLike.Shared.Http;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Whom a request is for.</summary>
/// <param name="Target">What is matched and forwarded: without the prefix.</param>
/// <param name="Prefix">What stands before the target's paths on a port that connections share by prefix: <c>/c/NAME</c>; else empty.</param>
internal sealed record RequestAddress(ConnectionConfig Connection, HttpTarget Target, string Prefix)
{
    private const string Sharing = "/c/";

    /// <summary>A port with one connection is that connection's. Where several share one, a request is for the one that listens for its host name, else for the one that its path names first: <c>/c/NAME/...</c>.</summary>
    /// <param name="accepted">The connection of the listener, as it was when the client came.</param>
    /// <exception cref="SessionFailure">It is for none of them.</exception>
    public static RequestAddress Of(AgentSnapshot snapshot, ConnectionConfig accepted, HttpTarget target, HostString host)
    {
        ConnectionConfig[] here = [.. snapshot.Connections.Where(c => ListenConfig.MayShare(c, accepted))];
        if (here.Length == 0) throw new SessionFailure(FailureKind.NoRight, "The connection does not exist any more.");
        if (here.Length == 1) return new RequestAddress(here[0], target, "");
        if (Array.Find(here, c => c.Listen.Host is { } name && string.Equals(name, host.Host, StringComparison.OrdinalIgnoreCase)) is { } named) return new RequestAddress(named, target, "");
        if (target.Path.StartsWith(Sharing, StringComparison.Ordinal))
        {
            var end = target.Path.IndexOf('/', Sharing.Length);
            var word = end < 0 ? target.Path[Sharing.Length..] : target.Path[Sharing.Length..end];
            if (Array.Find(here, c => c.Name == Uri.UnescapeDataString(word)) is { } prefixed)
            {
                var rest = (end < 0 ? "/" : target.Path[end..]) + (target.Query is null ? "" : $"?{target.Query}");
                if (!HttpTarget.TryParse(rest, out var inner, out var refusal)) throw new SessionFailure(FailureKind.Protocol, refusal);
                return new RequestAddress(prefixed, inner, Sharing + word);
            }
        }
        throw new SessionFailure(FailureKind.NotFound, "Several connections share this port. Begin the path with /c/NAME/, the connection's name, or ask for it by its host name.");
    }
}
