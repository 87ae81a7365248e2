using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>OAUTHBEARER, byte by byte (RFC 7628).</summary>
public sealed class OAuthBearerTests
{
    private const string Token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2ln_-~+/==";

    [Theory]
    [InlineData("n,,\u0001auth=Bearer TOKEN\u0001\u0001")]
    [InlineData("y,,\u0001auth=bearer TOKEN\u0001\u0001")]
    [InlineData("n,a=ann,\u0001auth=Bearer   TOKEN\u0001\u0001")]
    [InlineData("n,,\u0001host=db.example\u0001port=5432\u0001auth=Bearer TOKEN\u0001\u0001")]
    public void A_token_is_read(string response) => Assert.Equal(Token, Read(response.Replace("TOKEN", Token, StringComparison.Ordinal)));

    [Fact]
    public void Who_has_none_says_so() => Assert.Equal("", Read("n,,\u0001auth=\u0001\u0001"));

    [Theory]
    [InlineData("")]
    [InlineData("\u0001")]
    [InlineData("n,,")]
    [InlineData("n,,\u0001")]
    [InlineData("n,,\u0001\u0001")]
    [InlineData("n,,\u0001auth=Bearer t")]
    [InlineData("n,,\u0001auth=Bearer t\u0001")]
    [InlineData("n,,\u0001auth=Bearer t\u0001\u0001\u0001")]
    [InlineData("n,,\u0001auth=Bearer t\u0001\u0001x")]
    [InlineData("n,,\u0001auth=Bearer t\u0001auth=Bearer u\u0001\u0001")]
    [InlineData("n,,\u0001auth=Basic dDp0\u0001\u0001")]
    [InlineData("n,,\u0001auth=Bearer\u0001\u0001")]
    [InlineData("n,,\u0001auth=Bearer t t\u0001\u0001")]
    [InlineData("n,,\u0001auth=Bearer t\u0000\u0001\u0001")]
    [InlineData("n,,\u0001auth=Bearer \u00fc\u0001\u0001")]
    [InlineData("n,,\u0001=Bearer t\u0001\u0001")]
    [InlineData("n,,\u0001a1=x\u0001auth=Bearer t\u0001\u0001")]
    [InlineData("n,a=bob,\u0001auth=Bearer t\u0001\u0001")]
    [InlineData("n,b=ann,\u0001auth=Bearer t\u0001\u0001")]
    [InlineData("p=tls-unique,,\u0001auth=Bearer t\u0001\u0001")]
    [InlineData("n,\u0001auth=Bearer t\u0001\u0001")]
    [InlineData("n,,,\u0001auth=Bearer t\u0001\u0001")]
    public void Anything_else_is_refused_in_words(string response) =>
        Assert.StartsWith("The OAUTHBEARER response is malformed", Assert.Throws<WireException>(() => Read(response)).Message, StringComparison.Ordinal);

    [Fact]
    public void Names_with_commas_and_equals_signs_are_escaped() => Assert.Equal("t", OAuthBearer.ReadToken("n,a=a=2Cb=3Dc,\u0001auth=Bearer t\u0001\u0001"u8, "a,b=c"));

    [Fact]
    public void What_is_mangled_is_the_right_token_or_refused() =>
        Prop.ForAll(
            (from at in Gen.Choose(0, 80) from how in Gen.Choose(0, 3) from b in Gen.Choose(0, 255) select (at, how, (byte)b)).ToArbitrary(),
            change =>
            {
                var bytes = Encoding.ASCII.GetBytes($"n,a=ann,\u0001auth=Bearer {Token}\u0001\u0001").ToList();
                var at = change.at % bytes.Count;
                if (change.how == 0) bytes[at] = change.Item3;
                else if (change.how == 1) bytes.Insert(at, change.Item3);
                else if (change.how == 2) bytes.RemoveAt(at);
                else bytes.RemoveRange(at, bytes.Count - at);
                try
                {
                    return OAuthBearer.ReadToken([.. bytes], "ann").All(c => char.IsAsciiLetterOrDigit(c) || "-._~+/=".Contains(c, StringComparison.Ordinal));
                }
                catch (WireException)
                {
                    return true;
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void The_error_says_where_tokens_come_from()
    {
        using var error = JsonDocument.Parse(OAuthBearer.Error("https://console.example/"));
        Assert.Equal("invalid_token", error.RootElement.GetProperty("status").GetString());
        Assert.Equal("https://console.example/.well-known/openid-configuration", error.RootElement.GetProperty("openid-configuration").GetString());
        Assert.Equal("", error.RootElement.GetProperty("scope").GetString());
    }

    [Theory]
    [InlineData("\u0001", true)]
    [InlineData("", false)]
    [InlineData("\u0001\u0001", false)]
    [InlineData("x", false)]
    public void An_error_is_acknowledged_by_one_byte(string answer, bool isOne) => Assert.Equal(isOne, OAuthBearer.IsAcknowledgement(Encoding.ASCII.GetBytes(answer)));

    [Theory]
    [InlineData("-c hooplike.auth=oauth", true, null)]
    [InlineData("-chooplike.auth=oauth", true, null)]
    [InlineData("--hooplike.auth=oauth", true, null)]
    [InlineData("-c HoopLike.Auth=oauth", true, null)]
    [InlineData("-c hooplike.auth=password", false, null)]
    [InlineData("-c statement_timeout=5s -c hooplike.auth=oauth -c search_path=a\\ b", true, "-c statement_timeout=5s -c search_path=a\\ b")]
    [InlineData("  -c  geqo=off  ", false, "  -c  geqo=off  ")]
    [InlineData("-c application_name=hooplike.auth=oauth", false, "-c application_name=hooplike.auth=oauth")]
    [InlineData("-c search_path=hooplike.x", false, "-c search_path=hooplike.x")]
    public void Options_of_ours_are_taken_out_and_the_others_stay(string options, bool wantsOAuth, string? kept)
    {
        var (startup, wants) = PgOwnOptions.TakeFrom(new PgStartupMessage(0, [("user", "ann"), ("options", options), ("database", "shop")], []));
        Assert.Equal((wantsOAuth, kept, "ann", "shop"), (wants, startup["options"], startup.User, startup.Database));
    }

    [Theory]
    [InlineData("-c hooplike.auth=scram")]
    [InlineData("-c hooplike.auth")]
    [InlineData("-c hooplike.trust=on")]
    public void Options_that_we_do_not_have_are_refused(string options) =>
        Assert.Throws<WireException>(() => PgOwnOptions.TakeFrom(new PgStartupMessage(0, [("user", "ann"), ("options", options)], [])));

    private static string Read(string response) => OAuthBearer.ReadToken(Encoding.Latin1.GetBytes(response), "ann");
}
