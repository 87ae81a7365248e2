using System.Text.Json.Nodes;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Oidc;

/// <summary>ID tokens that prove nobody: each refused with its own words.</summary>
public sealed class IdTokenRefusalTests(OidcPair pair) : IClassFixture<OidcPair>
{
    public static TheoryData<string, string, string> Tokens => new()
    {
        { "nonce", "answer", "The ID token's nonce is not the one that was sent." },
        { "iss", "answer", "The ID token was issued by 'https://evil.example'" },
        { "aud", "answer", "The ID token is for 'somebody-else', not for 'hooplike'." },
        { "azp", "answer", "The ID token was issued to 'somebody-else' (azp)" },
        { "many", "answer", "The ID token is for several and does not say to whom it was issued (azp)." },
        { "expired", "clock", "The ID token expired at" },
        { "future", "clock", "The ID token is from the future" },
        { "endless", "answer", "The ID token does not say when it expires." },
        { "none", "answer", "The ID token is signed with 'none', which is not accepted." },
        { "hs256", "answer", "The ID token is signed with 'HS256', which is not accepted." },
        { "kid", "answer", "The token is signed with the key 'foreign', which is not among the provider's keys." },
        { "signature", "answer", "The ID token's signature is wrong." },
        { "at_hash", "answer", "The ID token's at_hash is not that of the access token." },
        { "missing", "answer", "The token endpoint gave no ID token." },
        { "garbage", "answer", "The ID token is no signed token." },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task An_ID_token_that_is_not_good_signs_nobody_in(string fault, string problem, string words)
    {
        var (provider, console) = (pair.Provider, pair.Console);
        using var browser = new OidcBrowser(console, provider);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        provider.IdToken = claims =>
        {
            switch (fault)
            {
                case "nonce": claims["nonce"] = "another"; break;
                case "iss": claims["iss"] = "https://evil.example"; break;
                case "aud": claims["aud"] = "somebody-else"; break;
                case "azp": claims["azp"] = "somebody-else"; break;
                case "many": claims["aud"] = new JsonArray("hooplike", "somebody-else"); break;
                case "expired": claims["exp"] = now - 120; break;
                case "future": claims["iat"] = now + 300; break;
                case "endless": claims.Remove("exp"); break;
                case "at_hash": claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA"; break;
            }
        };
        provider.Token = body =>
        {
            var claims = provider.IdClaims();
            switch (fault)
            {
                case "none": body["id_token"] = provider.Sign(claims, algorithm: "none"); break;
                case "hs256": body["id_token"] = provider.Sign(claims, algorithm: "HS256"); break;
                case "kid": body["id_token"] = provider.Sign(claims, kid: "foreign"); break;
                case "signature": body["id_token"] = (string)body["id_token"]! is var text ? text[..text.LastIndexOf('.')] + "." + new string('A', 342) : null; break;
                case "missing": body.Remove("id_token"); break;
                case "garbage": body["id_token"] = "a.b.c"; break;
            }
            return Task.FromResult((200, body));
        };

        await browser.RefusedAsync(await browser.SignInAsync(), problem, words);
    }
}
