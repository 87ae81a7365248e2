using System.Collections.Immutable;
using HoopLike.Console.Masking;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Masking;

/// <summary>What is open, what hides the rest, and how the open ones would be masked.</summary>
public sealed class CoverageTests
{
    static readonly ConnectionConfig shop = new()
    {
        Name = "shop",
        Protocol = ConnectionProtocol.Postgres,
        Listen = new ListenConfig(15432),
        Tags = ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod"),
        Target = new TargetConfig("db", 5432, "shop", TargetTlsMode.Prefer),
        Credential = new CredentialConfig("owner", null),
    };

    static readonly MaskingRuleConfig emails = Rule("emails", ["public.customers.email", "*.*.ssn"]);
    static readonly MaskingRuleConfig detectors = new() { Name = "cards", Connections = new ConnectionMatch { Tags = shop.Tags }, Detectors = ["payment-card"], Method = new MaskMethod(MaskKind.Redact) };

    [Fact]
    public void A_column_that_a_rule_names_is_masked_and_one_that_nothing_hides_is_open()
    {
        var columns = Coverage.Of(shop, [emails, detectors], [Found("email", "email"), Found("SSN", "us-ssn"), Found("phone", "phone")]);
        Assert.Equal([CoverageState.Masked, CoverageState.Masked, CoverageState.Open], columns.Select(c => c.State));
        Assert.Equal(["emails"], columns[0].Rules.AsEnumerable());
    }

    [Fact]
    public void A_detector_hides_what_it_finds_in_values_and_not_what_only_a_name_says()
    {
        var columns = Coverage.Of(shop, [detectors], [Found("card", "payment-card", share: 0.9), Found("pan", "payment-card"), Found("old_card", "payment-card", share: 0)]);
        Assert.Equal([CoverageState.Searched, CoverageState.Open, CoverageState.Open], columns.Select(c => c.State));
    }

    [Fact]
    public void Rules_of_other_connections_hide_nothing_here()
    {
        var elsewhere = emails with { Connections = new ConnectionMatch { Names = ["vault"] } };
        Assert.Equal(CoverageState.Open, Assert.Single(Coverage.Of(shop, [elsewhere], [Found("email", "email")])).State);
    }

    [Fact]
    public void What_somebody_dismissed_is_dismissed_until_a_rule_names_it()
    {
        Assert.Equal(CoverageState.Dismissed, Assert.Single(Coverage.Of(shop, [], [Found("email", "email", dismissed: "ann")])).State);
        Assert.Equal(CoverageState.Masked, Assert.Single(Coverage.Of(shop, [emails], [Found("email", "email", dismissed: "ann")])).State);
    }

    [Fact]
    public void Open_columns_are_masked_by_class_with_what_people_need_of_them()
    {
        var columns = Coverage.Of(shop, [], [Found("phone", "phone"), Found("fax", "phone"), Found("pwd", "password"), Found("born", "birth-date")]);

        var plan = CoverPlan.For("shop", columns, columns, [Rule("SHOP-phone", ["a.b.c"], "vault")]);

        Assert.Equal(["shop-birth-date", "shop-password", "shop-phone-2"], plan.Select(p => p.Rule.Name));
        Assert.Equal([MaskKind.Null, MaskKind.Redact, MaskKind.Partial], plan.Select(p => p.Rule.Method.Kind));
        Assert.Equal([PredicateUse.Allow, PredicateUse.Deny, PredicateUse.Allow], plan.Select(p => p.Rule.Predicates));
        Assert.Equal(["public.customers.phone", "public.customers.fax"], plan[2].Rule.Columns.AsEnumerable());
        Assert.All(plan, p => Assert.Equal(["shop"], p.Rule.Connections.Names.AsEnumerable()));
        Assert.Empty(SnapshotValidator.Check(new AgentSnapshot { Version = 1, ConsoleAddress = "http://localhost", Connections = [shop], MaskingRules = [.. plan.Select(p => p.Rule)] }));
    }

    [Fact]
    public void A_rule_that_masks_columns_of_this_class_and_connection_alone_is_extended()
    {
        var only = Rule("pii", ["public.customers.email"]);
        var columns = Coverage.Of(shop, [only], [Found("email", "email"), Found("work_email", "email")]);

        var planned = Assert.Single(CoverPlan.For("shop", [columns[1]], columns, [only]));

        Assert.Equal(("pii", only), (planned.Rule.Name, planned.Before));
        Assert.Equal(["public.customers.email", "public.customers.work_email"], planned.Rule.Columns.AsEnumerable());
        Assert.Equal(["public.customers.work_email"], planned.Added.AsEnumerable());
    }

    [Fact]
    public void A_rule_that_masks_other_classes_too_is_left_alone()
    {
        var columns = Coverage.Of(shop, [emails], [Found("email", "email"), Found("ssn", "us-ssn"), Found("work_email", "email")]);
        Assert.Null(Assert.Single(CoverPlan.For("shop", [columns[2]], columns, [emails])).Before);
    }

    [Fact]
    public void A_name_that_a_pattern_cannot_say_is_any() => Assert.Equal("public.*.pass_word", SensitiveColumn.PatternOf(new ColumnName("public", "odd.name", "pass_word")));

    static MaskingRuleConfig Rule(string name, ImmutableArray<string> columns, string connection = "shop") =>
        new() { Name = name, Connections = new ConnectionMatch { Names = [connection] }, Columns = columns, Method = new MaskMethod(MaskKind.Partial, KeepLast: 4) };

    static SensitiveColumnEntity Found(string column, string what, double? share = null, string? dismissed = null) =>
        new() { Connection = "shop", Schema = "public", Table = "customers", Column = column, Class = what, ByName = true, Share = share, DismissedBy = dismissed };
}
