using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Secret = HoopLike.Shared.Contracts.Secret;

namespace HoopLike.Console.Security;

/// <summary>How secrets lie in the store: encrypted by Data Protection, whose key ring is in the data directory and not in the store.</summary>
public sealed class SecretProtector(IDataProtectionProvider provider)
{
    private readonly IDataProtector protector = provider.CreateProtector("HoopLike.Console.Secrets.v1");

    public string Protect(Secret secret) => protector.Protect(secret.Reveal());

    /// <exception cref="CryptographicException">The key ring that wrote it is not in the data directory.</exception>
    public Secret Unprotect(string text)
    {
        try
        {
            return new Secret(protector.Unprotect(text));
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException("A stored secret cannot be read: put back the key ring that belongs to this store (DataDir/keys).", e);
        }
    }

    /// <summary>Whether <paramref name="stored"/> hides exactly <paramref name="secret"/>.</summary>
    public bool Matches(string? stored, Secret secret) => stored is not null && Unprotect(stored).Equals(secret);
}
