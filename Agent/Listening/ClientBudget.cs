using System.Net;
using System.Net.Sockets;

namespace HoopLike.Agent.Listening;

/// <summary>How many clients the agent takes at once. Thread-safe.</summary>
public sealed class ClientBudget(int clients = ClientBudget.DefaultClients, int halfOpenPerAddress = ClientBudget.DefaultHalfOpenPerAddress)
{
    /// <summary>Twice the idle sessions that an agent is measured with; each costs a client's and a target's socket, and service managers commonly allow some ten thousands of descriptors.</summary>
    public const int DefaultClients = 10_000;

    /// <summary>A connection pool opens some dozens at a time; a hundred connects that have not proven anything are an attack or a fault, and must not lock out other addresses.</summary>
    public const int DefaultHalfOpenPerAddress = 100;

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, int> halfOpen = [];
    private int taken;

    /// <summary>Clients being served.</summary>
    public int Taken => Volatile.Read(ref taken);

    /// <summary>Takes a place for a client; null when there is none, with the reason.</summary>
    public ClientPlace? TryTake(IPAddress remote, out string? refusal)
    {
        var address = Network(remote);
        lock (gate)
        {
            refusal = null;
            if (taken >= clients) refusal = $"the agent already serves {clients} clients";
            else if (halfOpen.GetValueOrDefault(address) >= halfOpenPerAddress) refusal = $"{halfOpenPerAddress} connects from {address} have not proven who they are";
            if (refusal is not null) return null;
            taken++;
            halfOpen[address] = halfOpen.GetValueOrDefault(address) + 1;
            return new ClientPlace(() => Proven(address), Leave);
        }
    }

    /// <summary>Whoever has one IPv6 address has the 2^64 of its network.</summary>
    private static IPAddress Network(IPAddress remote)
    {
        if (remote.IsIPv4MappedToIPv6) return remote.MapToIPv4();
        if (remote.AddressFamily != AddressFamily.InterNetworkV6) return remote;
        var bytes = remote.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private void Proven(IPAddress address)
    {
        lock (gate)
        {
            if (--halfOpen[address] == 0) halfOpen.Remove(address);
        }
    }

    private void Leave()
    {
        lock (gate) taken--;
    }
}
