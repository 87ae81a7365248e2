using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Policy;

public sealed class SessionDecisionTests
{
    static readonly PolicyConfig denyAll = new() { Name = "closed", Effect = PolicyEffect.Deny, Scope = PolicyScope.Session };
    static readonly PolicyConfig approveAll = new() { Name = "held", Effect = PolicyEffect.Approve, Scope = PolicyScope.Session, Approval = new(["dba"], GrantMinutes: 30) };

    [Fact]
    public void Without_an_allow_nobody_connects()
    {
        var verdict = Decide();
        Assert.Equal((PolicyEffect.Deny, null, "No policy allows anna to connect to shop."), (verdict.Effect, verdict.Policy, verdict.Message));
        Assert.Equal(PolicyEffect.Deny, Decide(approveAll).Effect);
        Assert.Equal(PolicyEffect.Deny, Decide(Some.AllowSession with { Mode = PolicyMode.Observe }).Effect);
        Assert.Equal(PolicyEffect.Deny, Decide(Some.AllowSession with { Scope = PolicyScope.Operation }).Effect);
    }

    [Fact]
    public void Deny_beats_approve_beats_allow()
    {
        Assert.Equal(("analysts-may-connect", PolicyEffect.Allow), Short(Decide(Some.AllowSession)));
        Assert.Equal(("held", PolicyEffect.Approve), Short(Decide(Some.AllowSession, approveAll)));
        Assert.Equal(("closed", PolicyEffect.Deny), Short(Decide(approveAll, denyAll, Some.AllowSession)));
        Assert.Equal("Denied by policy closed.", Decide(Some.AllowSession, denyAll).Message);
        Assert.Equal("Call us.", Decide(Some.AllowSession, denyAll with { Message = "Call us." }).Message);
    }

    [Fact]
    public void An_approval_that_nobody_can_give_is_a_denial() => Assert.Equal(("held", PolicyEffect.Deny), Short(Decide(Some.AllowSession, approveAll with { Approval = null })));

    [Theory]
    [InlineData("analysts,dba", "", "", true)]
    [InlineData("dba", "", "", false)]
    [InlineData("", "bob,anna", "", true)]
    [InlineData("", "Anna", "", false)]
    [InlineData("", "", "Human", true)]
    [InlineData("", "", "Machine", false)]
    [InlineData("analysts", "bob", "", false)]
    [InlineData("analysts", "anna", "Human", true)]
    [InlineData("", "", "", true)]
    public void Each_list_of_subjects_must_have_something_of_the_caller(string groups, string identities, string kinds, bool matches)
    {
        var subjects = new SubjectMatch { Groups = List(groups), Identities = List(identities), Kinds = [.. List(kinds).Select(Enum.Parse<CallerKind>)] };
        Assert.Equal(matches, Decide(Some.AllowSession with { Subjects = subjects }).Effect == PolicyEffect.Allow);
    }

    [Theory]
    [InlineData("shop,other", "", true)]
    [InlineData("other", "", false)]
    [InlineData("", "env=prod", true)]
    [InlineData("", "env=test", false)]
    [InlineData("", "env=prod,team=x", false)]
    [InlineData("shop", "env=test", false)]
    [InlineData("", "", true)]
    public void A_connection_matches_by_any_name_and_all_tags(string names, string tags, bool matches)
    {
        var match = new ConnectionMatch { Names = List(names), Tags = List(tags).Select(t => t.Split('=')).ToImmutableSortedDictionary(t => t[0], t => t[1]) };
        Assert.Equal(matches, Decide(Some.AllowSession with { Connections = match }).Effect == PolicyEffect.Allow);
    }

    [Fact]
    public void Observers_are_listed_and_change_nothing()
    {
        var verdict = Decide(Some.AllowSession, denyAll with { Mode = PolicyMode.Observe, Name = "z" }, approveAll with { Mode = PolicyMode.Observe, Name = "a" });
        Assert.Equal(PolicyEffect.Allow, verdict.Effect);
        Assert.Equal("a: approve, z: deny", string.Join(", ", verdict.Observed));
    }

    [Fact]
    public void A_rule_about_sql_at_session_scope_restricts_and_does_not_allow()
    {
        Assert.Equal(PolicyEffect.Deny, Decide(Some.AllowSession with { Sql = Some.Kinds("select") }).Effect);
        Assert.Equal(PolicyEffect.Deny, Decide(Some.AllowSession, denyAll with { Sql = Some.Kinds("select") }).Effect);
    }

    static Verdict Decide(params PolicyConfig[] policies) => new SessionPolicies(Some.Snapshot(policies), Some.Connection, Some.Caller).DecideSession(Some.Now);

    static (string?, PolicyEffect) Short(Verdict verdict) => (verdict.Policy, verdict.Effect);

    static ImmutableArray<string> List(string words) => [.. words.Split(',', StringSplitOptions.RemoveEmptyEntries)];
}
