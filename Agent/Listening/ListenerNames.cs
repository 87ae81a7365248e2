using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Listening;

/// <summary>By which names and addresses clients may reach this agent: what its certificate has to say.</summary>
internal sealed class ListenerNames
{
    private readonly SortedSet<string> names;
    private readonly SortedSet<string> addresses;

    private ListenerNames(IEnumerable<string> names, IEnumerable<IPAddress> addresses)
    {
        this.names = new SortedSet<string>(names, StringComparer.OrdinalIgnoreCase);
        this.addresses = new SortedSet<string>(addresses.Select(a => a.ToString()), StringComparer.Ordinal);
    }

    public static ListenerNames Of(AgentSnapshot? snapshot, IPAddress standard)
    {
        var own = snapshot?.Connections.Select(c => c.Listen.Address is { } text ? ListenAddress.Parse(text) : null).OfType<IPAddress>() ?? [];
        var listened = own.Append(standard).Where(a => !a.Equals(IPAddress.Any) && !a.Equals(IPAddress.IPv6Any));
        string[] hosts = Uri.CheckHostName(Environment.MachineName) == UriHostNameType.Dns ? ["localhost", Environment.MachineName] : ["localhost"];
        return new ListenerNames(hosts, listened.Concat([IPAddress.Loopback, IPAddress.IPv6Loopback]));
    }

    /// <summary>A PKCS#10 request (PEM) for these names.</summary>
    public string Request(ECDsa key)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names) alternatives.AddDnsName(name);
        foreach (var address in addresses) alternatives.AddIpAddress(IPAddress.Parse(address));
        var request = new CertificateRequest($"CN={names.First(n => names.Count == 1 || n != "localhost")}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(alternatives.Build());
        return request.CreateSigningRequestPem();
    }

    public bool AreIn(X509Certificate2 certificate)
    {
        var said = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return said is not null
            && names.IsSubsetOf(said.EnumerateDnsNames())
            && addresses.IsSubsetOf(said.EnumerateIPAddresses().Select(a => a.ToString()));
    }
}
