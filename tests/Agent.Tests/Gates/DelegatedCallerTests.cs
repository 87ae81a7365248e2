using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Sessions;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Gates;

/// <summary>Tokens that say that somebody acts for somebody else (RFC 8693, section 4.1).</summary>
public sealed class DelegatedCallerTests
{
    private static readonly TestIssuer console = new("console", isConsole: true);
    private static readonly TestIssuer corp = new("corp");
    private static readonly PolicyConfig people = Session("people-connect", "analysts");
    private static readonly PolicyConfig bots = Session("bots-connect", "bots");

    private readonly ManualTime time = new();
    private readonly FakeConsoleLink link = new();
    private readonly LiveAccess live;
    private readonly AccessGate gate;
    private AgentSnapshot snapshot;

    public DelegatedCallerTests()
    {
        live = new LiveAccess(time);
        gate = new AccessGate(link, new ApprovalGate(link, time, NullLogger<ApprovalGate>.Instance), live, new SnapshotHolder(), time, NullLogger<AccessGate>.Instance);
        snapshot = Some.Snapshot(1, Some.Connection()) with
        {
            TokenIssuers = [console.Config, corp.Config with { NameClaim = "email", NamePrefix = "corp:" }],
            Policies = [people, bots],
            LocalUsers = [new LocalUserConfig("alice", ["analysts"], Disabled: false)],
            ServiceAccounts = [new ServiceAccountConfig("support-bot", ["bots"], [new ServiceKeyConfig(new string('a', 64))], Disabled: false)],
        };
    }

    private DateTimeOffset Now => time.GetUtcNow();

    [Fact]
    public void A_chain_is_read_from_the_one_that_calls_now_to_the_one_that_was_asked_first()
    {
        var caller = Prove(Act("support-bot", Act("planner")));
        Assert.Equal("alice via planner via support-bot", caller.Words);
        Assert.Equal(["support-bot", "planner"], caller.Actors.Select(a => a.Name));
        Assert.Equal((CallerKind.Machine, "access token"), (caller.Actors[1].Kind, caller.Actors[1].ProvenBy));
    }

    [Fact]
    public void The_groups_of_everybody_in_the_chain_are_those_of_now()
    {
        var caller = Prove(Act("support-bot", groups: ["admins"]));
        Assert.Equal("bots", Assert.Single(caller.Actors[0].Groups));
        Assert.Equal("old", Assert.Single(Prove(Act("somebody-of-a-provider", groups: ["old"])).Actors[0].Groups));
    }

    public static TheoryData<string, object?> WrongChains => new()
    {
        { "is no object", "support-bot" },
        { "is no object", new object[] { Act("support-bot") } },
        { "does not name everybody", new { kind = "machine", proven_by = "key" } },
        { "does not name everybody", Act("a\0b") },
        { "does not name everybody", Act(new string('x', 300)) },
        { "a person or a machine", new { sub = "support-bot", proven_by = "key" } },
        { "how \"support-bot\"", new { sub = "support-bot", kind = "machine" } },
        { "how \"support-bot\"", new { sub = "support-bot", kind = "machine", proven_by = new string('x', 500) } },
        { "groups of \"support-bot\"", new { sub = "support-bot", kind = "machine", proven_by = "key", groups = 7 } },
        { "\"alice\" is in the token's chain of delegation twice", Act("alice") },
        { "\"support-bot\" is in the token's chain of delegation twice", Act("support-bot", Act("planner", Act("support-bot"))) },
        { "more than 8 act", Chain(9) },
        { "cannot be read", Chain(40) },
    };

    [Theory]
    [MemberData(nameof(WrongChains), DisableDiscoveryEnumeration = true)]
    public void A_chain_of_which_a_part_is_not_understood_gives_no_right(string words, object? act) => Assert.Contains(words, Refusal(act), StringComparison.Ordinal);

    [Fact]
    public void The_longest_chain_is_read() => Assert.Equal(ActorIdentity.LongestChain, Prove(Chain(ActorIdentity.LongestChain)).Actors.Length);

    [Fact]
    public void Providers_cannot_delegate_here()
    {
        var refused = Assert.Throws<AccessRefused>(() => gate.Prove(new Secret(corp.Token(Now, ("email", "a@corp.example"), ("email_verified", true), ("act", new { sub = "bot" }))), Some.Connection(), snapshot, Now));
        Assert.Contains("POST /oauth/token", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_delegated_caller_is_let_in_where_each_link_would_be()
    {
        Assert.Null(gate.AdmitNow(Prove(Act("support-bot")), Some.Connection(), snapshot).GrantId);
        var refused = Assert.Throws<AccessRefused>(() => gate.AdmitNow(Prove(Act("support-bot")), Some.Connection(), snapshot with { Policies = [people] }));
        Assert.Contains("No policy allows support-bot", refused.Message, StringComparison.Ordinal);
        Assert.Contains(link.Audited, a => a.Identity == "alice via support-bot");
        Assert.Throws<AccessRefused>(() => gate.AdmitNow(Prove(Act("support-bot")), Some.Connection(), snapshot with { Policies = [bots] }));
    }

    [Fact]
    public void A_grant_is_the_whole_chains_and_no_others()
    {
        var open = snapshot with { Policies = [people, bots, new PolicyConfig { Name = "ask", Effect = PolicyEffect.Approve, Scope = PolicyScope.Session, Approval = new ApprovalRequirement(["dba"]) }] };
        var alice = new CallerIdentity("alice", CallerKind.Human, ["analysts"], "access token");
        var bot = new ActorIdentity("support-bot", CallerKind.Machine, ["bots"], "access token");
        var through = alice with { Actors = [bot] };
        var further = alice with { Actors = [bot, bot with { Name = "planner" }] };
        foreach (var owner in new[] { alice, through, further })
        {
            var granted = open with { Grants = [new AccessGrantConfig(Guid.NewGuid(), "alice", "shop", Now.AddMinutes(5)) { Actors = owner.Actors }] };
            foreach (var caller in new[] { alice, through, further })
            {
                if (ReferenceEquals(owner, caller)) Assert.NotNull(gate.AdmitNow(caller, Some.Connection(), granted).GrantId);
                else Assert.Throws<AccessRefused>(() => gate.AdmitNow(caller, Some.Connection(), granted));
            }
        }
    }

    [Fact]
    public void Whoever_falls_out_of_the_chain_ends_the_session_for_all()
    {
        var session = Some.Session(identity: Prove(Act("support-bot")));
        Assert.Null(live.MustEnd(snapshot, session));
        foreach (var (words, changed) in new[]
        {
            ("\"support-bot\" is disabled", snapshot with { DisabledIdentities = ["support-bot"] }),
            ("\"support-bot\" is disabled", snapshot with { ServiceAccounts = [snapshot.ServiceAccounts[0] with { Disabled = true }] }),
            ("\"alice\" is disabled", snapshot with { LocalUsers = [snapshot.LocalUsers[0] with { Disabled = true }] }),
            ("No policy allows support-bot", snapshot with { ServiceAccounts = [snapshot.ServiceAccounts[0] with { Groups = [] }] }),
        }) Assert.Contains(words, live.MustEnd(changed, session), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_ends_with_the_sign_in_that_it_belongs_to()
    {
        var signIn = Guid.NewGuid();
        var caller = gate.Prove(new Secret(console.Token(Now, ("sid", signIn.ToString()))), Some.Connection(), snapshot, Now);
        Assert.Equal(signIn, caller.SignIn);
        var ended = snapshot with { EndedSignIns = [Guid.NewGuid(), signIn] };
        Assert.Contains("the sign-in that this token belongs to has ended; sign in again", live.MustEnd(ended, Some.Session(identity: caller)), StringComparison.Ordinal);
        Assert.Throws<AccessRefused>(() => gate.Prove(new Secret(console.Token(Now, ("sid", signIn.ToString()))), Some.Connection(), ended, Now));
        Assert.Throws<AccessRefused>(() => gate.Prove(new Secret(console.Token(Now, ("sid", "none"))), Some.Connection(), snapshot, Now));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    [InlineData("false")]
    public void Nobody_goes_by_an_email_address_that_its_provider_has_not_verified(object? verified)
    {
        var token = verified is null ? corp.Token(Now, ("email", "ceo@corp.example")) : corp.Token(Now, ("email", "ceo@corp.example"), ("email_verified", verified));

        var refused = Assert.Throws<AccessRefused>(() => gate.Prove(new Secret(token), Some.Connection(), snapshot, Now));

        Assert.Contains("email_verified", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_providers_people_go_by_the_name_that_its_configuration_says()
    {
        Assert.Equal("corp:a@corp.example", gate.Prove(new Secret(corp.Token(Now, ("email", "a@corp.example"), ("email_verified", true))), Some.Connection(), snapshot, Now).Name);
        var refused = Assert.Throws<AccessRefused>(() => gate.Prove(new Secret(corp.Token(Now)), Some.Connection(), snapshot, Now));
        Assert.Contains("put the claim \"email\" into access tokens", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_whom_the_snapshot_lists_for_a_provider_is_that_providers_and_no_others()
    {
        var token = new Secret(corp.Token(Now, ("email", "a@corp.example"), ("email_verified", true)));
        var listed = new LocalUserConfig("corp:a@corp.example", ["dba"], Disabled: false) { Provider = "corp" };
        Assert.Equal("analysts", Assert.Single(gate.Prove(token, Some.Connection(), snapshot with { LocalUsers = [listed] }, Now).Groups));
        var refused = Assert.Throws<AccessRefused>(() => gate.Prove(token, Some.Connection(), snapshot with { LocalUsers = [listed with { Provider = "another" }] }, Now));
        Assert.Contains("also the name of somebody of \"another\"", refused.Message, StringComparison.Ordinal);
        Assert.Throws<AccessRefused>(() => gate.Prove(token, Some.Connection(), snapshot with { LocalUsers = [listed with { Provider = null }] }, Now));
    }

    private static PolicyConfig Session(string name, string group) => new() { Name = name, Effect = PolicyEffect.Allow, Scope = PolicyScope.Session, Subjects = new SubjectMatch { Groups = [group] } };

    private static object Act(string name, object? act = null, string[]? groups = null)
    {
        var hop = new Dictionary<string, object> { ["sub"] = name, ["kind"] = "machine", ["groups"] = groups ?? [], ["proven_by"] = "access token" };
        if (act is not null) hop["act"] = act;
        return hop;
    }

    private static object Chain(int length) => Enumerable.Range(1, length).Aggregate((object?)null, (inner, i) => Act($"bot-{i}", inner))!;

    private CallerIdentity Prove(object act) => gate.Prove(new Secret(console.Token(Now, ("act", act))), Some.Connection(), snapshot, Now);

    private string Refusal(object? act) => Assert.Throws<AccessRefused>(() => Prove(act!)).Message;
}
