using HoopLike.Console.Configuration;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Configuration;

public sealed class RuleReferencesTests
{
    static readonly ConsoleConfig config = new()
    {
        Policies =
        [
            new PolicyConfig { Name = "analysts", Effect = PolicyEffect.Allow, Scope = PolicyScope.Session, Subjects = new SubjectMatch { Groups = ["analysts"] } },
            new PolicyConfig { Name = "no-drops", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation },
            new PolicyConfig { Name = "machines-wait", Effect = PolicyEffect.Approve, Scope = PolicyScope.Session, Subjects = new SubjectMatch { Kinds = [CallerKind.Machine] }, Approval = new ApprovalRequirement(["dba"]) },
        ],
        MaskingRules = [new MaskingRuleConfig { Name = "pii", Method = new MaskMethod(MaskKind.Redact), Exempt = new SubjectMatch { Groups = ["dba"] } }],
    };

    [Fact]
    public void An_identity_meets_rules_for_everybody_for_its_kind_and_for_its_groups()
    {
        var bot = new CallerIdentity("bot", CallerKind.Machine, ["analysts"], "key");
        var dana = new CallerIdentity("dana", CallerKind.Human, ["dba"], "password");

        Assert.Equal(["analysts: as a member of analysts", "no-drops: for everybody", "machines-wait: as a machine", "pii: masks for it"], RuleReferences.Of(config, bot).Select(r => $"{r.Name}: {r.How}"));
        Assert.Equal(["no-drops: for everybody", "machines-wait: may approve", "pii: spares it: as a member of dba"], RuleReferences.Of(config, dana).Select(r => $"{r.Name}: {r.How}"));
    }

    [Fact]
    public void A_group_is_named_by_subjects_approvers_and_exemptions()
    {
        Assert.Equal(["machines-wait: its members approve", "pii: spares its members"], RuleReferences.OfGroup(config, "dba").Select(r => $"{r.Name}: {r.How}"));
        Assert.Empty(RuleReferences.OfGroup(config, "nobodies"));
    }
}
