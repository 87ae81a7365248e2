using System.Collections.Frozen;
using System.Collections.Immutable;
using HoopLike.Console.Identities;
using HoopLike.Console.Policies;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Policies;

public sealed class PolicyFindingsTests
{
    static readonly ConnectionConfig shop = new()
    {
        Name = "shop", Protocol = ConnectionProtocol.Postgres, Listen = new(1), Tags = ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod"),
        Target = new("127.0.0.1", 5432, null, TargetTlsMode.Prefer), Credential = new("x", null),
    };

    static readonly PolicyConfig deny = Policy("no-writes", PolicyEffect.Deny, new SqlMatch { Kinds = ["delete", "update"] });

    [Fact]
    public void An_approval_inside_a_denial_never_decides() =>
        Assert.Equal("never decides: no-writes", Of(deny, Approve("ask", new SqlMatch { Kinds = ["delete"], Tables = ["public.orders"] })));

    [Fact]
    public void An_approval_that_asks_for_more_than_the_denial_says_does() => Assert.Equal("", Of(deny, Approve("ask", new SqlMatch { Kinds = ["delete", "insert"] })));

    [Fact]
    public void A_denial_that_only_observes_beats_nothing() =>
        Assert.Equal("", Of(deny with { Mode = PolicyMode.Observe }, Approve("ask", new SqlMatch { Kinds = ["delete"] })));

    [Fact]
    public void Of_two_approvals_the_stricter_one_makes_the_other_needless() =>
        Assert.Equal("never decides: quick", Of(Approve("patient", null), Approve("quick", null) with { Approval = new(["dba"], TimeoutSeconds: 60) }));

    [Fact]
    public void Approvals_at_the_statement_and_at_commit_are_both_asked_for()
    {
        var commit = Approve("commit", new SqlMatch { Kinds = ["delete"] }) with { At = PolicyMoment.Commit };

        Assert.Equal("asked twice: ask", Of(Approve("ask", null), commit));
        Assert.Equal("never decides: no-writes", Of(deny, commit));
    }

    [Fact]
    public void Of_two_that_say_the_same_one_is_pointed_out() => Assert.Equal("said twice: no-writes", Of(deny, deny with { Name = "no-writes-too" }));

    [Fact]
    public void An_allow_of_statements_changes_nothing() => Assert.Equal("no effect", Of(Policy("fine", PolicyEffect.Allow, null)));

    [Fact]
    public void What_lets_in_is_needed_though_an_approval_comes_on_top()
    {
        var letIn = Policy("let-in", PolicyEffect.Allow, null) with { Scope = PolicyScope.Session };
        var ask = Approve("ask", null) with { Scope = PolicyScope.Session };

        Assert.Equal("", Of(letIn, ask));
        Assert.Equal("nobody may connect", Of(ask));
    }

    [Fact]
    public void A_policy_without_a_connection_does_nothing() =>
        Assert.Equal("no connection", Of(deny with { Connections = new ConnectionMatch { Tags = ImmutableSortedDictionary<string, string>.Empty.Add("env", "test") } }));

    [Fact]
    public void Groups_and_names_that_nobody_has_are_pointed_out() =>
        Assert.Equal("unknown group; unknown identity", Of(deny with { Subjects = new SubjectMatch { Groups = ["anlaysts"], Identities = ["nobody"] } }));

    [Theory]
    [InlineData("nobodys", 1, "no approver")]
    [InlineData("analysts", 1, "no approver")]
    [InlineData("dba", 3, "too few approvers")]
    [InlineData("dba", 2, "nobody else")]
    [InlineData("dba", 1, "")]
    public void There_must_be_people_who_can_approve(string group, int required, string finding) =>
        Assert.Equal(finding, Of(Approve("ask", null) with { Approval = new([group], required) }));

    [Fact]
    public void Of_an_identity_provider_s_people_nothing_is_said() =>
        Assert.Empty(PolicyFindings.Of([Approve("ask", null) with { Approval = new(["elsewhere"]) }], [shop], Image(new IdentityProviderEntity
        {
            Name = "corp", Config = new IdentityProviderConfig("corp", IdentityProviderKind.Oidc, "https://id", null, "groups", []),
        })));

    static string Of(params PolicyConfig[] policies) =>
        string.Join("; ", PolicyFindings.Of(policies, [shop], Image()).Select(f => f.Other is null ? f.Word : $"{f.Word}: {f.Other}"));

    static PolicyConfig Policy(string name, PolicyEffect effect, SqlMatch? sql) => new() { Name = name, Effect = effect, Scope = PolicyScope.Operation, Sql = sql };

    static PolicyConfig Approve(string name, SqlMatch? sql) => Policy(name, PolicyEffect.Approve, sql) with { Approval = new(["dba"]) };

    static IdentityImage Image(params IdentityProviderEntity[] providers) => new(DateTimeOffset.UnixEpoch)
    {
        Users = new Dictionary<string, ImmutableArray<string>> { ["dora"] = ["dba"], ["dirk"] = ["dba"], ["anna"] = ["analysts"] }.ToFrozenDictionary(),
        ServiceAccounts = FrozenDictionary<string, ImmutableArray<string>>.Empty,
        KeysByHash = FrozenDictionary<string, ServiceAccountKeyEntity>.Empty,
        RolesOfGroups = new Dictionary<string, ImmutableArray<ConsoleRole>> { ["dba"] = [ConsoleRole.Approver] }.ToFrozenDictionary(),
        Disabled = FrozenSet<string>.Empty,
        Providers = [.. providers],
    };
}
