using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace HoopLike.Shared.Security;

/// <summary>Slows down guessing: an address that failed often is not listened to for a while. Thread-safe.</summary>
/// <param name="limit">Failures within <paramref name="window"/> that make an address blocked.</param>
/// <param name="window">The time in which failures add up, and for which an address is then refused.</param>
public sealed class FailedAttempts(TimeProvider time, int limit, TimeSpan window)
{
    /// <summary>Failures that a badly configured pool of clients may have; a guesser needs many more.</summary>
    public const int UsualLimit = 20;

    /// <summary>Addresses remembered; when there are more, those without a recent failure are forgotten.</summary>
    private const int MostAddresses = 10_000;

    private readonly ConcurrentDictionary<IPAddress, Count> byAddress = new();

    /// <summary>Whether the address is to be refused unheard.</summary>
    public bool IsBlocked(IPAddress address) => byAddress.TryGetValue(Subject(address), out var count) && count.Failures >= limit && time.GetUtcNow() < count.Since + window;

    /// <summary>Counts a failure.</summary>
    /// <returns>True when this one made the address blocked.</returns>
    public bool Add(IPAddress address)
    {
        var now = time.GetUtcNow();
        if (byAddress.Count >= MostAddresses) Forget(now);
        var count = byAddress.AddOrUpdate(
            Subject(address),
            static (_, at) => new Count(1, at),
            (_, old, at) => at >= old.Since + window ? new Count(1, at) : new Count(old.Failures + 1, old.Failures + 1 == limit ? at : old.Since),
            now);
        return count.Failures == limit;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var entry in byAddress)
        {
            if (now >= entry.Value.Since + window) byAddress.TryRemove(entry);
        }
        // All recent: a flood from everywhere, which no count by address can hold.
        if (byAddress.Count >= MostAddresses) byAddress.Clear();
    }

    // Whoever has one IPv6 address usually has all 2^64 of its network.
    private static IPAddress Subject(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    private readonly record struct Count(int Failures, DateTimeOffset Since);
}
