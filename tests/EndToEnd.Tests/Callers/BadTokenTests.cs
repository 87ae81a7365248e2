using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Callers;

/// <summary>What psql shows for each token that is not good. On a stack of its own: an address that fails as often as this is soon not listened to any more.</summary>
public sealed class BadTokenTests(OwnStack own) : IClassFixture<OwnStack>
{
    public static TheoryData<string, string, string> BadTokens => new()
    {
        { """{"alg":"none"}""", """{"iss":"CONSOLE"}""", "the token is signed with \"none\"" },
        { """{"alg":"HS256"}""", """{"iss":"CONSOLE"}""", "the token is signed with \"HS256\"" },
        { """{"alg":"ES256"}""", """{"iss":"https://elsewhere.example"}""", "issued by \"https://elsewhere.example\", which this gateway does not trust" },
        { """{"alg":"ES256","typ":"logout+jwt"}""", """{"iss":"CONSOLE"}""", "of type \"logout+jwt\"; present an access token" },
        { """{"alg":"ES256"}""", """{"iss":"CONSOLE","sub":"alice","kind":"human","aud":"hooplike","exp":1}""", "the token expired" },
        { """{"alg":"ES256"}""", """{"iss":"CONSOLE","sub":"alice","kind":"human","aud":"hooplike","exp":4102444800,"nbf":4102440000}""", "the token is not valid yet" },
        { """{"alg":"ES256"}""", """{"iss":"CONSOLE","sub":"alice","kind":"human","aud":"another-api","exp":4102444800}""", "the token is for audience \"another-api\", not for this gateway" },
        { """{"alg":"ES256"}""", """{"iss":"CONSOLE","nonce":"n","aud":"hooplike"}""", "this is an ID token; present an access token" },
        { """{"alg":"ES256","kid":"rotated"}""", """{"iss":"CONSOLE","sub":"alice","kind":"human","aud":"hooplike","exp":4102444800}""", "signed with a key that console does not have (any more)" },
        { """{"alg":"ES256"}""", """{"iss":"CONSOLE","sub":"alice","kind":"human","aud":"hooplike","exp":4102444800}""", "the token's signature is not console's" },
        { """{"alg":"ES256"}""", """{"iss":"CONSOLE","sub":"alice","kind":"human","aud":"hooplike","exp":4102444800,"act":{"sub":"alice"}}""", "the token does not say whether \"alice\", who acts in it, is a person or a machine" },
        { """{"alg":"ES256"}""", "[]", "the token cannot be read" },
        { """{"alg":"ES256"}""", new string('x', 40_000), "the token is longer than any that this gateway reads" },
    };

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task Each_bad_token_is_refused_with_its_own_words_and_with_what_to_do(string header, string payload, string words)
    {
        var stack = own.Stack;
        var token = $"{Part(header)}.{Part(payload.Replace("CONSOLE", stack.Address, StringComparison.Ordinal))}.{Part(new string('s', 64))}";

        var outcome = await new Psql(stack.Plan.Workshop, token).RunAsync("select 1");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("FATAL:  ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(words, outcome.Error, StringComparison.Ordinal);
        Assert.Contains($"HINT:  Get a token with: hooplike login {stack.Address}, or at {stack.Address}/connect", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(token, outcome.Error, StringComparison.Ordinal);

        static string Part(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
