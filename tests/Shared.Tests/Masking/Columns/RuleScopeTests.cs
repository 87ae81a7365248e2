using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Columns;

public sealed class RuleScopeTests
{
    [Fact]
    public void An_empty_exemption_exempts_nobody() => Assert.True(Shop.Masking(Shop.Pii).HasColumnRules);

    [Theory]
    [InlineData("analysts", null, null, true)]
    [InlineData("privacy", null, null, false)]
    [InlineData(null, "ann", null, true)]
    [InlineData("analysts", "bob", null, false)]
    [InlineData("analysts", "ann", CallerKind.Human, true)]
    [InlineData("analysts", "ann", CallerKind.Machine, false)]
    public void An_exemption_needs_something_of_the_caller_in_each_of_its_lists(string? group, string? identity, CallerKind? kind, bool exempt)
    {
        var rule = Shop.Pii with
        {
            Exempt = new SubjectMatch { Groups = group is null ? [] : [group], Identities = identity is null ? [] : [identity], Kinds = kind is null ? [] : [kind.Value] },
        };
        Assert.Equal(exempt, Shop.Masking(rule).IsEmpty);
        Assert.Equal(!exempt, SessionMasking.NeedsCatalogue(Shop.Snapshot(rule), Shop.Connection, Shop.Analyst));
    }

    [Theory]
    [InlineData("shop", null, true)]
    [InlineData("other", null, false)]
    [InlineData(null, "prod", true)]
    [InlineData(null, "test", false)]
    [InlineData("shop", "test", false)]
    public void A_rule_holds_where_name_and_tags_match(string? name, string? env, bool holds)
    {
        var tags = ImmutableSortedDictionary<string, string>.Empty;
        var rule = Shop.Pii with { Connections = new ConnectionMatch { Names = name is null ? [] : [name], Tags = env is null ? tags : tags.Add("env", env) } };
        Assert.Equal(holds, Shop.Masking(rule).HasColumnRules);
    }

    [Fact]
    public void Column_rules_without_a_catalogue_are_an_error() =>
        Assert.Throws<ArgumentNullException>(() => new SessionMasking(Shop.Snapshot(Shop.Pii), Shop.Connection, Shop.Analyst, null));

    [Fact]
    public void Detectors_need_no_catalogue() =>
        Assert.False(new SessionMasking(Shop.Snapshot(Shop.Everywhere), Shop.Connection, Shop.Analyst, null).HasColumnRules);

    [Fact]
    public void What_cannot_be_enforced_is_an_error_at_once()
    {
        Assert.Throws<NotSupportedException>(() => Shop.Masking(Shop.Everywhere with { Detectors = ["palm-reading"] }));
        Assert.Throws<FormatException>(() => Shop.Masking(Shop.Pii with { Columns = ["customers.email"] }));
        Assert.Throws<InvalidOperationException>(() => new SessionMasking(Shop.Snapshot(Shop.Pii with { Method = new MaskMethod(MaskKind.Hash) }) with { MaskingKey = null }, Shop.Connection, Shop.Analyst, Shop.Catalogue));
    }
}
