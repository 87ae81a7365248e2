using System.Net;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Listening;

/// <summary>Where a connection is listened for.</summary>
internal static class ListenAddress
{
    /// <summary>An address or <c>localhost</c>; null for anything else: a listener's name must not depend on a name server.</summary>
    public static IPAddress? Parse(string text) =>
        text.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : IPAddress.TryParse(text, out var address) ? address : null;

    /// <summary>Null with the reason where this agent must not or cannot listen as configured.</summary>
    public static IPEndPoint? Of(ConnectionConfig connection, IPAddress standard, out string? refusal)
    {
        refusal = null;
        var address = connection.Listen.Address is { } own ? Parse(own) : standard;
        if (address is null) refusal = $"listen address '{connection.Listen.Address}' is not an IP address";
        else if (connection.Listen.Port is < 1 or > IPEndPoint.MaxPort) refusal = $"listen port {connection.Listen.Port} is not between 1 and {IPEndPoint.MaxPort}";
        else if (connection.ClientTls == ClientTlsMode.Optional && !IPAddress.IsLoopback(address)) refusal = $"clientTls: optional is for loopback listeners only, and this one would listen on {address}";
        return refusal is null ? new IPEndPoint(address!, connection.Listen.Port) : null;
    }
}
