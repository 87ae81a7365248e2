using System.Collections.Immutable;
using System.Net;

namespace HoopLike.Shared.Snapshot.Validation;

internal static class ConnectionChecks
{
    public static void Run(ImmutableArray<ConnectionConfig> connections, SnapshotReach reach, FaultList faults)
    {
        faults.Names("connections", connections.Select(c => c.Name));
        foreach (var (i, connection) in connections.Index()) One(connection, faults.At($"connections[{i}]", connection.Name));
        Sharing(connections, faults);
        if (reach == SnapshotReach.Agent) Ports(connections, faults);
    }

    private static void One(ConnectionConfig connection, FaultPlace at)
    {
        if (connection.Protocol is not (ConnectionProtocol.Postgres or ConnectionProtocol.Http))
            at.Add("protocol", $"is not available in this version: of {connection.Protocol.ToString().ToLowerInvariant()} connections no policy could be enforced; postgres and http are.");
        at.AddIf(!IsPort(connection.Listen.Port), "listen.port", "a port is 1 to 65535.");
        at.AddIf(connection.Listen.Address is { } address && !IPAddress.TryParse(address, out _), "listen.address", "must be an IP address.");
        at.AddIf(connection.Listen.Host is not null && connection.Protocol != ConnectionProtocol.Http, "listen.host", "is for HTTP connections: other protocols do not say which host they mean.");
        at.AddIf(connection.Listen.Host is { } host && Uri.CheckHostName(host) != UriHostNameType.Dns, "listen.host", "must be a host name without a port.");
        at.AddIf(connection.ClientTls == ClientTlsMode.Optional && connection.Listen.Address is { } open && IPAddress.TryParse(open, out var ip) && !IPAddress.IsLoopback(ip),
            "clientTls", "optional is for loopback listeners only: over a network the access token would travel in the clear.");
        foreach (var tag in connection.Tags) at.AddIf(string.IsNullOrWhiteSpace(tag.Key), "tags", "a tag needs a name.");

        at.AddIf(string.IsNullOrWhiteSpace(connection.Target.Host), "target.host", "must not be empty.");
        at.AddIf(!IsPort(connection.Target.Port), "target.port", "a port is 1 to 65535.");
        at.AddIf(connection.Protocol == ConnectionProtocol.Http && connection.Target.Tls == TargetTlsMode.Prefer, "target.tls", "must say disable (http), require or verify-full (https): HTTP has no way to prefer one.");
        at.AddIf(connection.Protocol == ConnectionProtocol.Http && connection.Target.Database is not null, "target.database", "an HTTP target has none.");
        at.AddIf(connection.Target.CertificateAuthority is { } pem && !PemChecks.HasCertificate(pem), "target.certificateAuthority", "must be one or more certificates in PEM.");
        CredentialChecks.Run(connection, at);
        at.AddIf(connection.Recording.ResultLimit < 0, "recording.resultLimit", "must not be negative.");
        at.AddIf(connection.Recording.RetentionDays < 1, "recording.retentionDays", "must be 1 or more.");
    }

    /// <summary>An address that stands for all of them collides with each; no address stands for the agent's own, which is one.</summary>
    private static void Ports(ImmutableArray<ConnectionConfig> connections, FaultList faults)
    {
        for (var i = 0; i < connections.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (connections[i].Listen.Port != connections[j].Listen.Port || !Collide(connections[i].Listen.Address, connections[j].Listen.Address) || ListenConfig.MayShare(connections[i], connections[j])) continue;
                faults.Add($"connections[{i}].listen.port", connections[i].Name, $"port {connections[i].Listen.Port} is taken by '{connections[j].Name}'.");
                break;
            }
        }
    }

    /// <summary>Connections of HTTP may share a port. One handshake is made before anybody knows whom a request is for, and a host name means one of them.</summary>
    private static void Sharing(ImmutableArray<ConnectionConfig> connections, FaultList faults)
    {
        for (var i = 0; i < connections.Length; i++)
        {
            foreach (var other in connections[..i].Where(c => ListenConfig.MayShare(c, connections[i])))
            {
                if (other.ClientTls != connections[i].ClientTls) faults.Add($"connections[{i}].clientTls", connections[i].Name, $"must be that of '{other.Name}', with which it shares port {other.Listen.Port}.");
                if (other.Listen.Host is { } host && string.Equals(host, connections[i].Listen.Host, StringComparison.OrdinalIgnoreCase)) faults.Add($"connections[{i}].listen.host", connections[i].Name, $"'{host}' is the host of '{other.Name}' on this port.");
            }
        }
    }

    private static bool Collide(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase) || IsAny(a) || IsAny(b);

    private static bool IsAny(string? address) => address is "0.0.0.0" or "::";

    private static bool IsPort(int port) => port is >= 1 and <= 65535;
}
