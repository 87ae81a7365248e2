using HoopLike.Shared.Http;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Whom a request is for, and what the target's addresses are called here.</summary>
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

    /// <summary>An address of the target becomes the same address here; another one stays what it is.</summary>
    /// <param name="location">As a <c>Location</c> header has it.</param>
    /// <param name="targetHost">Host, and port where it is not the usual one.</param>
    public string Inside(string location, string targetHost, HttpRequest request)
    {
        if (Uri.TryCreate(location, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address is not null)
            return string.Equals(address.Authority, targetHost, StringComparison.OrdinalIgnoreCase) ? $"{request.Scheme}://{request.Host}{Prefix}{address.PathAndQuery}{address.Fragment}" : location;
        // Not //host/path, which is another host.
        return location.StartsWith('/') && !location.StartsWith("//", StringComparison.Ordinal) ? Prefix + location : location;
    }

    /// <summary>A cookie of the target's stays on the way to the target: it is this host's, below the prefix.</summary>
    /// <param name="cookie">As a <c>Set-Cookie</c> header has it (RFC 6265, section 4.1).</param>
    public string Inside(string cookie)
    {
        var parts = cookie.Split(';').ToList();
        parts.RemoveAll(p => IsOf(p, "domain"));
        if (Prefix.Length > 0)
        {
            var at = parts.FindIndex(p => IsOf(p, "path"));
            var path = at < 0 ? "/" : parts[at][(parts[at].IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
            if (at >= 0) parts.RemoveAt(at);
            parts.Add($" Path={Prefix}{(path.StartsWith('/') ? path : "/")}");
        }
        return string.Join(';', parts);

        static bool IsOf(string part, string name) => part.Split('=')[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
