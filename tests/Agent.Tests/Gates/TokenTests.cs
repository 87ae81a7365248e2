using System.Net;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Security;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Gates;

public sealed class TokenTests
{
    private readonly ManualTime time = new();
    private readonly FakeConsoleLink link = new();
    private static readonly TestIssuer console = new("console", isConsole: true);
    private static readonly TestIssuer corp = new("corp");
    private readonly AccessGate gate;
    private AgentSnapshot snapshot;

    public TokenTests()
    {
        gate = new AccessGate(link, new ApprovalGate(link, time, NullLogger<ApprovalGate>.Instance), new LiveAccess(time), new SnapshotHolder(), time, NullLogger<AccessGate>.Instance);
        snapshot = Some.Snapshot(1, Some.Connection()) with { TokenIssuers = [console.Config, corp.Config] };
    }

    private DateTimeOffset Now => time.GetUtcNow();

    [Fact]
    public void A_console_token_proves_a_person_with_its_groups()
    {
        var caller = Prove(console.Token(Now));
        Assert.Equal(("alice", CallerKind.Human, "access token"), (caller.Name, caller.Kind, caller.ProvenBy));
        Assert.Equal("analysts", Assert.Single(caller.Groups));
    }

    [Theory]
    [InlineData("ES256", "ec")]
    [InlineData("RS256", "rsa")]
    [InlineData("PS384", "rsa")]
    [InlineData("RS256", null)]
    public void The_usual_signatures_are_read(string alg, string? kid) => Assert.Equal("alice", Prove(corp.Sign(corp.Claims(Now), alg, kid)).Name);

    [Theory]
    [InlineData("JWT")]
    [InlineData(null)]
    [InlineData("application/at+jwt")]
    public void Access_tokens_of_every_manner_are_read(string? typ) => Assert.Equal("alice", Prove(corp.Sign(corp.Claims(Now), typ: typ)).Name);

    [Fact]
    public void Of_other_providers_a_token_with_a_mailbox_or_a_user_name_is_a_persons()
    {
        Assert.Equal(CallerKind.Machine, Prove(corp.Token(Now)).Kind);
        Assert.Equal(CallerKind.Human, Prove(corp.Token(Now, ("email", "a@b.example"))).Kind);
        Assert.Equal(CallerKind.Human, Prove(corp.Token(Now, ("preferred_username", "alice"))).Kind);
    }

    [Fact]
    public void Groups_may_be_one_text_or_none()
    {
        Assert.Equal("dba", Assert.Single(Prove(corp.Token(Now, ("groups", "dba"))).Groups));
        Assert.Empty(Prove(corp.Token(Now, ("groups", null))).Groups);
    }

    public static TheoryData<string, string, object?, string> WrongClaims => new()
    {
        { "corp", "exp", 1L, "expired" },
        { "corp", "exp", null, "never expires" },
        { "corp", "exp", "tomorrow", "cannot be read" },
        { "corp", "exp", 1e300, "cannot be read" },
        { "corp", "exp", 1e12, "no time" },
        { "corp", "nbf", 4102444800L, "not valid yet" },
        { "corp", "aud", "another-api", "for audience \"another-api\"" },
        { "corp", "aud", null, "names no audience" },
        { "corp", "iss", "https://evil.example", "\"https://evil.example\", which this gateway does not trust" },
        { "corp", "iss", null, "names no issuer" },
        { "corp", "sub", null, "names nobody" },
        { "corp", "sub", "a\0b", "no name" },
        { "corp", "groups", 7, "groups is neither" },
        { "corp", "nonce", "n", "ID token" },
        { "corp", "cnf", new { jkt = "x" }, "bound to a key" },
        { "corp", "act", new { sub = "bob" }, "delegated" },
        { "console", "kind", null, "a person's or a machine's" },
        { "console", "kind", "robot", "a person's or a machine's" },
        { "console", "connection", "billing", "good for the connection \"billing\" only" },
    };

    [Theory]
    [MemberData(nameof(WrongClaims))]
    public void A_token_that_says_something_wrong_is_refused_with_what_it_is(string issuer, string claim, object? value, string words) =>
        Refused((issuer == "corp" ? corp : console).Token(Now, (claim, value)), words);

    [Fact]
    public void An_unsigned_token_is_refused()
    {
        Refused(corp.Sign(corp.Claims(Now), "none", kid: null), "signed with \"none\"");
        Refused(corp.Sign(corp.Claims(Now), "None"), "signed with \"None\"");
        Refused(corp.Sign(corp.Claims(Now), "ES256")[..^10], "signature");
        Refused(corp.Sign(corp.Claims(Now), "ES256").Split('.')[0] + "." + corp.Sign(corp.Claims(Now)).Split('.')[1] + ".", "signature");
    }

    [Fact]
    public void A_token_signed_with_what_everybody_knows_is_refused()
    {
        Refused(corp.Sign(corp.Claims(Now), "HS256", secret: corp.PublicBytes), "signed with \"HS256\"");
        Refused(corp.Sign(corp.Claims(Now), "HS256", "shared", secret: new byte[32]), "signed with \"HS256\"");
    }

    [Fact]
    public void A_token_of_another_key_is_refused()
    {
        var impostor = new TestIssuer("corp");
        Refused(impostor.Token(Now), "signature is not corp's");
        Refused(corp.Sign(corp.Claims(Now), kid: "rotated"), "a key that corp does not have");
        Refused(console.Sign(corp.Claims(Now)), "signature is not corp's");
        Refused(corp.Sign(corp.Claims(Now), kid: "rsa"), "signature is not corp's");
    }

    [Theory]
    [InlineData("logout+jwt")]
    [InlineData("dpop+jwt")]
    public void A_token_of_another_type_is_refused(string typ) => Refused(corp.Sign(corp.Claims(Now), typ: typ), "of type");

    [Fact]
    public void Tokens_that_cannot_be_understood_are_refused()
    {
        Refused("", "no password was given");
        Refused("secret", "neither a service-account key");
        Refused("a.b.c", "cannot be read");
        Refused("a.b.c.d.e", "neither a service-account key");
        Refused(corp.Sign(corp.Claims(Now), crit: "b64"), "extensions");
        Refused(corp.Sign("[]"), "");
        Refused(corp.Sign("""{"iss":"https://corp.example","iss":"https://corp.example"}"""), "");
        Refused(new string('x', 40_000), "longer");
    }

    [Fact]
    public void Lifetimes_allow_for_clocks_that_differ_by_half_a_minute()
    {
        var token = corp.Token(Now, ("exp", Now.AddMinutes(5).ToUnixTimeSeconds()), ("nbf", Now.AddSeconds(29).ToUnixTimeSeconds()));
        Prove(token);
        time.Advance(TimeSpan.FromSeconds(329));
        Prove(token);
        time.Advance(TimeSpan.FromSeconds(2));
        Refused(token, "expired 31 seconds ago; sign in again");
        time.Advance(TimeSpan.FromMinutes(5));
        Refused(token, "expired 5 minutes ago; sign in again");
    }

    [Fact]
    public void A_token_that_was_proven_a_moment_ago_is_refused_when_its_key_is_withdrawn()
    {
        var token = corp.Token(Now);
        Prove(token);
        snapshot = snapshot with { TokenIssuers = [corp.Config with { Keys = """{"keys":[]}""" }] };
        Refused(token, "a key that corp does not have");
    }

    [Fact]
    public void A_local_accounts_groups_are_those_of_now()
    {
        snapshot = snapshot with { LocalUsers = [new LocalUserConfig("alice", ["dba"], Disabled: false)] };
        Assert.Equal("dba", Assert.Single(Prove(console.Token(Now)).Groups));
        snapshot = snapshot with { LocalUsers = [new LocalUserConfig("alice", ["dba"], Disabled: true)] };
        Refused(console.Token(Now), "\"alice\" is disabled");
    }

    [Fact]
    public void A_disabled_identity_is_refused_whoever_issued_its_token()
    {
        snapshot = snapshot with { DisabledIdentities = ["alice"] };
        Refused(console.Token(Now), "\"alice\" is disabled");
        Refused(corp.Token(Now), "\"alice\" is disabled");
    }

    [Fact]
    public void Another_providers_subject_does_not_pass_for_a_local_account()
    {
        snapshot = snapshot with { LocalUsers = [new LocalUserConfig("alice", ["dba"], Disabled: false)] };
        Refused(corp.Token(Now), "also the name of an account");
    }

    [Fact]
    public void An_address_that_fails_often_is_not_listened_to_for_a_minute()
    {
        var guesser = IPAddress.Parse("198.51.100.7");
        for (var i = 0; i < FailedAttempts.UsualLimit; i++) Assert.Throws<AccessRefused>(() => gate.Prove(new Secret("hlk_guess" + i), Some.Connection(), snapshot, Now, guesser));
        var good = console.Token(Now);
        Assert.Contains("too many", Assert.Throws<AccessRefused>(() => gate.Prove(new Secret(good), Some.Connection(), snapshot, Now, guesser)).Message, StringComparison.Ordinal);
        Assert.Equal("alice", gate.Prove(new Secret(good), Some.Connection(), snapshot, Now, IPAddress.Parse("198.51.100.8")).Name);
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("alice", gate.Prove(new Secret(good), Some.Connection(), snapshot, Now, guesser).Name);
        Assert.Equal(["no service account has this key; it may have been changed (from 198.51.100.7)", "too many failed sign-ins from this address; try again in a minute (from 198.51.100.7)"], link.Audited.Select(a => a.Detail).Where(d => !d.Contains("more in the last minute", StringComparison.Ordinal)));
        Assert.Contains(link.Audited, a => a.Detail.EndsWith($": {FailedAttempts.UsualLimit - 1} more in the last minute", StringComparison.Ordinal));
    }

    private CallerIdentity Prove(string credential) => gate.Prove(new Secret(credential), Some.Connection(), snapshot, Now);

    private void Refused(string credential, string words)
    {
        var refused = Assert.Throws<AccessRefused>(() => Prove(credential));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        if (credential.Length > 0) Assert.DoesNotContain(credential, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', refused.Message);
        Assert.Contains(link.Audited, a => a.Detail == refused.Message);
    }
}
