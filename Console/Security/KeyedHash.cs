using System.Security.Cryptography;
using System.Text;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Security;

/// <summary>Hashes of things that people choose (enrolment tokens) and of the audit chain: keyed, so that the store alone neither lets them be guessed nor rewritten.</summary>
public sealed class KeyedHash(InstallationKeys keys)
{
    private const string KeyName = "keyed-hash";

    /// <summary>Lower-case hex HMAC-SHA256. <paramref name="purpose"/> keeps one use's hashes apart from another's.</summary>
    public async Task<string> OfAsync(string purpose, string text, CancellationToken cancellationToken)
    {
        var (key, _) = await keys.GetAsync(KeyName, static () => (NewKey(), null), cancellationToken);
        return Convert.ToHexStringLower(HMACSHA256.HashData(Convert.FromBase64String(key.Reveal()), Encoding.UTF8.GetBytes($"{purpose}\0{text}")));
    }

    /// <summary>Makes or reads the key, so that later uses can be inside a transaction.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => OfAsync("", "", cancellationToken);

    /// <summary>Compares in constant time.</summary>
    public static bool Equal(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(a), Encoding.ASCII.GetBytes(b));

    /// <summary>32 random bytes, base64.</summary>
    public static Secret NewKey() => new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
}
