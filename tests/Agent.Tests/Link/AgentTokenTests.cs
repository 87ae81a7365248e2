using System.Security.Cryptography;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace HoopLike.Agent.Tests.Link;

public sealed class AgentTokenTests
{
    [Fact]
    public async Task A_standard_library_accepts_the_token_for_a_minute_and_names_the_agent()
    {
        using var key = AgentKey.Create();
        using var verifier = ECDsa.Create();
        verifier.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key.PublicKeyBase64), out _);
        var identity = new AgentIdentity(Guid.NewGuid(), "local", key.KeyId);
        var now = DateTimeOffset.UtcNow;
        var token = AgentToken.Mint(identity, key, now);
        var rules = new TokenValidationParameters { ValidAudience = AgentHubAddress.TokenAudience, ValidateIssuer = false, IssuerSigningKey = new ECDsaSecurityKey(verifier), ValidAlgorithms = ["ES256"] };
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, rules);
        Assert.True(result.IsValid, result.Exception?.Message);
        var read = (JsonWebToken)result.SecurityToken;
        Assert.Equal(identity.AgentId.ToString(), read.Subject);
        Assert.InRange(read.ValidTo - now.UtcDateTime, TimeSpan.FromSeconds(58), TimeSpan.FromSeconds(60));
        Assert.NotEqual(token, AgentToken.Mint(identity, key, now));
    }
}
