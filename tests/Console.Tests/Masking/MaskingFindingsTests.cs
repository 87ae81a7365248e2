using System.Collections.Frozen;
using System.Collections.Immutable;
using HoopLike.Console.Identities;
using HoopLike.Console.Masking;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Masking;

public sealed class MaskingFindingsTests
{
    static readonly ConnectionConfig shop = new()
    {
        Name = "shop",
        Protocol = ConnectionProtocol.Postgres,
        Listen = new(15432),
        Target = new("127.0.0.1", 5432, "shop", TargetTlsMode.Prefer),
        Credential = new("owner", null),
    };

    static readonly MaskingRuleConfig email = new() { Name = "email", Columns = ["public.customers.email"], Method = new(MaskKind.Partial, 0, 4) };

    [Fact]
    public void A_rule_that_concerns_no_connection_is_told()
    {
        var finding = Assert.Single(Of(null, email with { Connections = new() { Tags = ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod") } }));
        Assert.Equal("no connection", finding.Word);
        Assert.True(finding.IsWarning);
    }

    [Fact]
    public void Two_rules_on_one_column_say_on_both_which_is_in_force()
    {
        var found = Of(null, email, email with { Name = "all", Columns = ["*.*.email"], Method = new(MaskKind.Redact), Predicates = PredicateUse.Deny });

        Assert.Equal(["email", "all"], found.Select(f => f.Rule));
        Assert.Equal("On shop all also concerns customers.email. The stricter of two holds: shown as [redacted], as all says. Use in WHERE is refused, as all says. Whoever is exempt from one of them still gets the other's mask.", found[0].Text);
        Assert.Contains("shown as [redacted], as this rule says", found[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Exempt_groups_and_names_that_nobody_has_are_told()
    {
        var rule = email with { Exempt = new() { Groups = ["privacy", "pirvacy"], Identities = ["ada", "bot", "adda"] } };
        Assert.Equal(["unknown group", "unknown identity"], Of(Identities(), rule).Select(f => f.Word));
    }

    [Fact]
    public void Where_an_identity_provider_may_know_them_nothing_is_said()
    {
        var provider = new IdentityProviderEntity { Name = "corp", Config = new("corp", IdentityProviderKind.Oidc, "https://id.example.com", null, "groups", []) };
        Assert.Empty(Of(Identities(provider), email with { Exempt = new() { Groups = ["pirvacy"] } }));
    }

    [Fact]
    public void Whom_a_rule_exempts_is_told_by_name()
    {
        var exempt = ExemptCallers.Of(email with { Exempt = new() { Groups = ["privacy"] } }, Identities());
        Assert.Equal(["ada"], exempt.People.AsEnumerable());
        Assert.Equal(["bot"], exempt.ServiceAccounts.AsEnumerable());
        Assert.Empty(ExemptCallers.Of(email, Identities()).People);
        Assert.Equal(["bot"], ExemptCallers.Of(email with { Exempt = new() { Kinds = [CallerKind.Machine] } }, Identities()).ServiceAccounts.AsEnumerable());
    }

    static ImmutableArray<MaskingFinding> Of(IdentityImage? identities, params MaskingRuleConfig[] rules) => MaskingFindings.Of(rules, [shop], identities);

    static IdentityImage Identities(params IdentityProviderEntity[] providers) => new(default)
    {
        Users = new Dictionary<string, ImmutableArray<string>> { ["ada"] = ["privacy"], ["gone"] = ["privacy"], ["bob"] = ["sales"] }.ToFrozenDictionary(),
        ServiceAccounts = new Dictionary<string, ImmutableArray<string>> { ["bot"] = ["privacy"] }.ToFrozenDictionary(),
        KeysByHash = FrozenDictionary<string, ServiceAccountKeyEntity>.Empty,
        RolesOfGroups = FrozenDictionary<string, ImmutableArray<ConsoleRole>>.Empty,
        Disabled = new[] { "gone" }.ToFrozenSet(),
        Providers = [.. providers],
    };
}
