using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Tests.Fixtures;

/// <summary>Tokens as agents make them, and as forgers would.</summary>
static class AgentJwt
{
    public static string Of(Guid id, ECDsa key, string audience = AgentHubAddress.TokenAudience, int issuedAgo = 0, int life = 60, string alg = "ES256")
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - issuedAgo;
        var head = JsonSerializer.SerializeToUtf8Bytes(new { alg, typ = "JWT" });
        var body = JsonSerializer.SerializeToUtf8Bytes(new { sub = id, aud = audience, jti = Guid.NewGuid(), iat = now, exp = now + life });
        var signed = $"{Base64Url.EncodeToString(head)}.{Base64Url.EncodeToString(body)}";
        return alg == "none" ? signed + "." : $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }
}
