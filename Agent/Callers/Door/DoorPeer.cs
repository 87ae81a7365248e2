using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HoopLike.Agent.Callers.Door;

/// <summary>Which user of this machine is at the other end of a socket. Linux tells; other systems are not asked.</summary>
internal static partial class DoorPeer
{
    private const int Established = 1;

    public static bool CanTell => OperatingSystem.IsLinux();

    /// <summary>The user id that this process acts as.</summary>
    public static uint Own() => EffectiveUser();

    /// <summary>The user id that opened the socket at the other end; null when the kernel does not say, as when it is gone already.</summary>
    public static uint? Of(Socket accepted)
    {
        if (accepted.AddressFamily == AddressFamily.Unix) return OfUnixSocket(accepted);
        var (peer, own) = ((IPEndPoint)accepted.RemoteEndPoint!, (IPEndPoint)accepted.LocalEndPoint!);
        return Find(File.ReadLines("/proc/net/tcp"), peer, own) ?? (File.Exists("/proc/net/tcp6") ? Find(File.ReadLines("/proc/net/tcp6"), peer, own) : null);
    }

    /// <summary>The owner of the connected socket whose own end is <paramref name="peer"/> and whose other end is <paramref name="own"/>, in lines of <c>/proc/net/tcp</c> or <c>tcp6</c> (proc(5)).</summary>
    public static uint? Find(IEnumerable<string> lines, IPEndPoint peer, IPEndPoint own)
    {
        foreach (var line in lines.Skip(1))
        {
            // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid ...
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 8 || !int.TryParse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var state) || state != Established) continue;
            if (Is(fields[1], peer) && Is(fields[2], own) && uint.TryParse(fields[7], NumberStyles.None, CultureInfo.InvariantCulture, out var user)) return user;
        }

        return null;
    }

    private static bool Is(string text, IPEndPoint wanted)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32) || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port) || port != wanted.Port) return false;
        // 32-bit words in the machine's own byte order.
        var address = Convert.FromHexString(text.AsSpan(0, colon));
        if (BitConverter.IsLittleEndian) for (var at = 0; at < address.Length; at += 4) address.AsSpan(at, 4).Reverse();
        return Same(new IPAddress(address), wanted.Address);
    }

    private static bool Same(IPAddress a, IPAddress b) => a.MapToIPv6().Equals(b.MapToIPv6());

    /// <summary>SO_PEERCRED (unix(7)): process, user and group that connected.</summary>
    private static uint? OfUnixSocket(Socket accepted)
    {
        Span<byte> credentials = stackalloc byte[12];
        return accepted.GetRawSocketOption(1, 17, credentials) == 12 ? MemoryMarshal.Read<uint>(credentials[4..]) : null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();
}
