using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace HoopLike.Console.Security;

/// <summary>Counts what failed from an address: past a limit it is to be refused unheard until the window is over. Thread-safe.</summary>
/// <param name="allowed">Failures within <see cref="Window"/> before that.</param>
public sealed class AddressLimit(TimeProvider time, int allowed = AddressLimit.FailuresAllowed)
{
    public const int FailuresAllowed = 20;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    /// <summary>Addresses remembered, so that a flood of them costs no memory without bound.</summary>
    private const int MostAddresses = 10_000;
    private readonly ConcurrentDictionary<IPAddress, (int Count, DateTimeOffset Until)> failures = new();

    public bool IsBlocked(IPAddress? address) =>
        address is not null && failures.TryGetValue(Subject(address), out var f) && f.Until > time.GetUtcNow() && f.Count >= allowed;

    /// <summary>Counts a failure; true when this one made the address blocked.</summary>
    public bool Failed(IPAddress? address)
    {
        if (address is null) return false;
        var now = time.GetUtcNow();
        if (failures.Count >= MostAddresses)
        {
            foreach (var (old, f) in failures)
                if (f.Until <= now) failures.TryRemove(old, out _);

            // All recent: a flood from everywhere, which no count by address can hold.
            if (failures.Count >= MostAddresses) failures.Clear();
        }

        var counted = failures.AddOrUpdate(Subject(address), _ => (1, now + Window), (_, f) => f.Until <= now ? (1, now + Window) : (f.Count + 1, f.Until));
        return counted.Count == allowed;
    }

    // Whoever has one IPv6 address usually has all 2^64 of its network.
    private static IPAddress Subject(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes);
    }
}
