using System.Collections.Concurrent;
using System.Net;

namespace HoopLike.Console.Security;

/// <summary>Counts what failed from an address (sign-ins, enrolments): past a limit it is refused unheard until the window is over.</summary>
public sealed class AddressLimit(TimeProvider time)
{
    public const int FailuresAllowed = 20;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    /// <summary>Addresses remembered, so that a flood of them costs no memory without bound.</summary>
    private const int MostAddresses = 10_000;
    private readonly ConcurrentDictionary<IPAddress, (int Count, DateTimeOffset Until)> failures = new();

    public bool IsBlocked(IPAddress? address) =>
        address is not null && failures.TryGetValue(address, out var f) && f.Until > time.GetUtcNow() && f.Count >= FailuresAllowed;

    public void Failed(IPAddress? address)
    {
        if (address is null) return;
        var now = time.GetUtcNow();
        if (failures.Count >= MostAddresses)
        {
            foreach (var (old, f) in failures)
                if (f.Until <= now) failures.TryRemove(old, out _);
        }

        failures.AddOrUpdate(address, _ => (1, now + Window), (_, f) => f.Until <= now ? (1, now + Window) : (f.Count + 1, f.Until));
    }
}
