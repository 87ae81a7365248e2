using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HoopLike.Agent.Listening;

/// <summary>A certificate for the listeners' key, and the chain above it.</summary>
internal sealed record ListenerChain(X509Certificate2 Leaf, SslStreamCertificateContext Context)
{
    public DateTimeOffset NotAfter { get; } = new(Leaf.NotAfter);

    /// <summary>When to ask for a new one: at two thirds of its life.</summary>
    public DateTimeOffset RenewAt { get; } = new DateTimeOffset(Leaf.NotBefore) + ((Leaf.NotAfter - Leaf.NotBefore) * (2.0 / 3));

    /// <param name="pem">Leaf first.</param>
    /// <exception cref="InvalidDataException">No certificate, one of another key, or one that is not good now.</exception>
    public static ListenerChain Read(string pem, ECDsa key, DateTimeOffset now)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(pem);
            if (all.Count == 0) throw new InvalidDataException("there is no certificate in it");
            using var bare = all[0];
            all.RemoveAt(0);
            if (new DateTimeOffset(bare.NotAfter) <= now) throw new InvalidDataException($"it expired at {bare.NotAfter:u}");
            if (new DateTimeOffset(bare.NotBefore) > now + TimeSpan.FromMinutes(5)) throw new InvalidDataException($"it is good only from {bare.NotBefore:u}: compare the clocks");
            var leaf = bare.CopyWithPrivateKey(key);
            return new ListenerChain(leaf, SslStreamCertificateContext.Create(leaf, all, offline: true));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException("it is not a certificate for this agent's key", e);
        }
    }
}
