using System.Security.Cryptography;
using System.Text;

namespace HoopLike.Bypass.Tests.Wire;

/// <summary>The client's side of SCRAM-SHA-256 (RFC 7677), for sessions that go to the target directly.</summary>
sealed class Scram(string password)
{
    readonly string nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));

    public string First => "n,," + Bare;

    string Bare => $"n=,r={nonce}";

    public string Final(string challenge)
    {
        var parts = challenge.Split(',').ToDictionary(p => p[0], p => p[2..]);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromBase64String(parts['s']), int.Parse(parts['i']), HashAlgorithmName.SHA256, 32);
        var key = HMACSHA256.HashData(salted, "Client Key"u8);
        var without = $"c=biws,r={parts['r']}";
        var signature = HMACSHA256.HashData(SHA256.HashData(key), Encoding.ASCII.GetBytes($"{Bare},{challenge},{without}"));
        return $"{without},p={Convert.ToBase64String([.. key.Zip(signature, (k, s) => (byte)(k ^ s))])}";
    }
}
