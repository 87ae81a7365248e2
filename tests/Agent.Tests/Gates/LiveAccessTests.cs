using HoopLike.Agent.Gates;
using HoopLike.Agent.Sessions;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Gates;

public sealed class LiveAccessTests
{
    private static readonly string keyHash = new('a', 64);
    private static readonly CallerIdentity person = new("alice", CallerKind.Human, ["analysts"], "access token");
    private static readonly CallerIdentity machine = new("report-bot", CallerKind.Machine, ["analysts"], "service account key aaaaaaaaaaaa");
    private static readonly PolicyConfig allow = new() { Name = "allow", Effect = PolicyEffect.Allow, Scope = PolicyScope.Session, Subjects = new SubjectMatch { Groups = ["analysts"] } };
    private static readonly PolicyConfig approve = new() { Name = "ask", Effect = PolicyEffect.Approve, Scope = PolicyScope.Session, Approval = new ApprovalRequirement(["dba"]) };

    private readonly ManualTime time = new();
    private readonly LiveAccess live;

    public LiveAccessTests() => live = new LiveAccess(time);

    private static AgentSnapshot Good => Some.Snapshot(1, Some.Connection()) with
    {
        Policies = [allow],
        ServiceAccounts = [new ServiceAccountConfig("report-bot", ["analysts"], [new ServiceKeyConfig(keyHash)], Disabled: false)],
    };

    public static TheoryData<string, AgentSnapshot> Ends => new()
    {
        { "is disabled", Good with { DisabledIdentities = ["report-bot"] } },
        { "does not exist any more", Good with { ServiceAccounts = [] } },
        { "is disabled", Good with { ServiceAccounts = [Good.ServiceAccounts[0] with { Disabled = true }] } },
        { "key of the service account", Good with { ServiceAccounts = [Good.ServiceAccounts[0] with { Keys = [new ServiceKeyConfig(new string('b', 64))] }] } },
        { "connection does not exist", Good with { Connections = [] } },
        { "another target", Good with { Connections = [Some.Connection() with { Target = Some.Connection().Target with { Host = "elsewhere" } }] } },
        { "to connect", Good with { Policies = [] } },
        { "to connect", Good with { ServiceAccounts = [Good.ServiceAccounts[0] with { Groups = ["nobody"] }] } },
        { "Closed.", Good with { Policies = [allow, new PolicyConfig { Name = "no", Effect = PolicyEffect.Deny, Scope = PolicyScope.Session, Message = "Closed." }] } },
        { "now asks for an approval", Good with { Policies = [allow, approve] } },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_session_ends_with_what_it_rests_on(string words, AgentSnapshot snapshot)
    {
        var session = Session(machine);
        Assert.Null(live.MustEnd(Good, session));
        Assert.Contains(words, live.MustEnd(snapshot, session), StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_ends_with_its_own_key_and_not_with_the_other_one()
    {
        var other = new string('b', 64);
        var both = Good with { ServiceAccounts = [Good.ServiceAccounts[0] with { Keys = [new ServiceKeyConfig(other), new ServiceKeyConfig(keyHash)] }] };
        var (first, second) = (Session(machine), Session(machine with { ProvenBy = ServiceKeyConfig.ProvenBy(other) }));
        Assert.Null(live.MustEnd(both, first));
        Assert.Null(live.MustEnd(both, second));

        Assert.Null(live.MustEnd(Good, first));
        Assert.Contains("was changed or revoked", live.MustEnd(Good, second), StringComparison.Ordinal);
    }

    [Fact]
    public void A_local_accounts_session_ends_when_the_account_is_disabled_or_loses_its_groups()
    {
        var session = Session(person);
        Assert.Null(live.MustEnd(Good, session));
        Assert.Null(live.MustEnd(Good with { LocalUsers = [new LocalUserConfig("alice", ["analysts"], Disabled: false)] }, session));
        Assert.Contains("disabled", live.MustEnd(Good with { LocalUsers = [new LocalUserConfig("alice", ["analysts"], Disabled: true)] }, session), StringComparison.Ordinal);
        Assert.NotNull(live.MustEnd(Good with { LocalUsers = [new LocalUserConfig("alice", [], Disabled: false)] }, session));
    }

    [Fact]
    public void What_does_not_concern_a_session_leaves_it_alone()
    {
        var session = Session(machine);
        Assert.Null(live.MustEnd(Good with { Version = 2, DisabledIdentities = ["mallory"], Connections = [Some.Connection() with { Tags = Some.Connection().Tags.Add("env", "prod") }, Some.Connection("other")] }, session));
    }

    [Fact]
    public void A_grants_end_is_the_sessions()
    {
        var grant = new AccessGrantConfig(Guid.NewGuid(), "report-bot", "shop", time.GetUtcNow().AddMinutes(10));
        var snapshot = Good with { Policies = [allow, approve], Grants = [grant] };
        var session = Session(machine, grant);
        Assert.Null(live.MustEnd(snapshot, session));
        Assert.Contains("revoked", live.MustEnd(snapshot with { Grants = [] }, session), StringComparison.Ordinal);
        Assert.Contains("has ended", live.MustEnd(snapshot with { Grants = [grant with { ExpiresAt = time.GetUtcNow() }] }, session), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Contains("has ended", live.MustEnd(snapshot, session), StringComparison.Ordinal);
    }

    [Fact]
    public void A_grant_that_came_with_the_decision_is_waited_for_in_the_snapshot()
    {
        var grant = new AccessGrantConfig(Guid.NewGuid(), "report-bot", "shop", time.GetUtcNow().AddMinutes(10));
        var without = Good with { Policies = [allow, approve] };
        var session = Session(machine, grant);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Null(live.MustEnd(without, session));
        Assert.Null(live.MustEnd(without with { Grants = [grant] }, session));
        Assert.Contains("revoked", live.MustEnd(without with { Version = 3 }, session), StringComparison.Ordinal);
        var another = Session(machine, grant with { Id = Guid.NewGuid() });
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Contains("revoked", live.MustEnd(without, another), StringComparison.Ordinal);
    }

    [Fact]
    public void An_approval_of_one_session_without_an_end_lasts_as_long_as_the_session()
    {
        var snapshot = Good with { Policies = [allow, approve] };
        var session = Session(machine, new AccessGrantConfig(Guid.NewGuid(), "report-bot", "shop", default));
        time.Advance(TimeSpan.FromHours(10));
        Assert.Null(live.MustEnd(snapshot, session));
    }

    private SessionState Session(CallerIdentity caller, AccessGrantConfig? grant = null)
    {
        var plain = Some.Session(identity: caller, startedAt: time.GetUtcNow());
        if (grant is null) return plain;
        return new SessionState
        {
            Id = plain.Id,
            Connection = plain.Connection,
            Target = plain.Target,
            Protocol = plain.Protocol,
            Identity = caller,
            StartedAt = plain.StartedAt,
            CancelKey = plain.CancelKey,
            GrantId = grant.Id,
            GrantExpiresAt = grant.ExpiresAt == default ? null : grant.ExpiresAt,
        };
    }
}
