using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Link;

/// <summary>The token by which an agent proves itself at each connect: a JWT (ES256) of its own making, good for <see cref="Lifetime"/>.</summary>
internal static class AgentToken
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    public static string Mint(AgentIdentity identity, AgentKey key, DateTimeOffset now)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = "ES256", typ = "JWT", kid = key.KeyId });
        var claims = JsonSerializer.SerializeToUtf8Bytes(new
        {
            sub = identity.AgentId,
            aud = AgentHubAddress.TokenAudience,
            jti = Guid.NewGuid(),
            iat = now.ToUnixTimeSeconds(),
            exp = (now + Lifetime).ToUnixTimeSeconds(),
        });
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }
}
