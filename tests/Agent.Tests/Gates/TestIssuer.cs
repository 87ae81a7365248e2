using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HoopLike.Shared.Snapshot;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Agent.Tests.Gates;

/// <summary>Issues tokens as text, right ones and every kind of wrong one.</summary>
internal sealed class TestIssuer(string name, bool isConsole = false)
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA rsa = RSA.Create(2048);

    public TokenIssuerConfig Config => new(name, $"https://{name}.example", ["hooplike"], "groups", KeySet, isConsole);

    /// <summary>The EC key's bytes as an attacker would use them for HS256: the public part is no secret.</summary>
    public byte[] PublicBytes => Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem());

    private string KeySet
    {
        get
        {
            var q = key.ExportParameters(false).Q;
            var r = rsa.ExportParameters(false);
            object[] keys =
            [
                new { kty = "EC", crv = "P-256", use = "sig", kid = "ec", x = Base64UrlEncoder.Encode(q.X), y = Base64UrlEncoder.Encode(q.Y) },
                new { kty = "RSA", use = "sig", kid = "rsa", n = Base64UrlEncoder.Encode(r.Modulus), e = Base64UrlEncoder.Encode(r.Exponent) },
                new { kty = "oct", use = "sig", kid = "shared", k = Base64UrlEncoder.Encode(new byte[32]) },
            ];
            return JsonSerializer.Serialize(new { keys });
        }
    }

    /// <summary>The claims of a good token; a null removes one.</summary>
    public Dictionary<string, object?> Claims(DateTimeOffset now, params (string Name, object? Value)[] changes)
    {
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = Config.Issuer,
            ["aud"] = "hooplike",
            ["sub"] = "alice",
            ["groups"] = new[] { "analysts" },
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        };
        if (isConsole) claims["kind"] = "human";
        foreach (var (changed, value) in changes)
        {
            if (value is null) claims.Remove(changed);
            else claims[changed] = value;
        }
        return claims;
    }

    public string Token(DateTimeOffset now, params (string Name, object? Value)[] changes) => Sign(Claims(now, changes));

    public string Sign(object claims, string alg = "ES256", string? kid = "ec", string? typ = "at+jwt", byte[]? secret = null, string? crit = null)
    {
        var header = new Dictionary<string, object> { ["alg"] = alg };
        if (kid is not null) header["kid"] = kid;
        if (typ is not null) header["typ"] = typ;
        if (crit is not null) header["crit"] = new[] { crit };
        var signed = Base64UrlEncoder.Encode(JsonSerializer.Serialize(header)) + "." + Base64UrlEncoder.Encode(claims as string ?? JsonSerializer.Serialize(claims));
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = alg switch
        {
            "ES256" => key.SignData(bytes, HashAlgorithmName.SHA256),
            "RS256" => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "PS384" => rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
            "HS256" => HMACSHA256.HashData(secret!, bytes),
            _ => [],
        };
        return signed + "." + Base64UrlEncoder.Encode(signature);
    }
}
