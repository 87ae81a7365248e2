using System.Collections.Immutable;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Sql.Lineage;
using HoopLike.Shared.Tests.Masking;
using HoopLike.Shared.Tests.Policy;
using Xunit;

namespace HoopLike.Shared.Tests.Sql.Lineage;

/// <summary>Policies judge what a statement reaches, and not only what it names.</summary>
public sealed class CatalogueReachTests
{
    static readonly SqlAnalyzer analyzer = new();

    static readonly TargetCatalogue catalogue = Catalogue(
        new("public", "wipe", "sql", "delete from public.orders"),
        new("public", "wipe_later", "plpgsql", "begin perform wipe(); end"),
        new("public", "mails", "sql", "select mail from customer_mails") { IsVolatile = false },
        new("public", "count_orders", "plpgsql", "declare n int; begin select count(*) into n from \"orders\"; return n; end") { IsVolatile = false },
        new("public", "raise_total", "plpgsql", "begin update orders set total = total + 1 where id = $1; return 1; end"),
        new("public", "runs_text", "plpgsql", "begin execute format('delete from %I', $1); end"),
        new("public", "in_python", "plpython3u", "plpy.execute('delete from orders')"),
        new("public", "st_area", "c", "ST_Area"),
        new("public", "round_about", "sql", "select round_about()"));

    [Theory]
    [InlineData("select mail from customer_mails", "public.customers", "select", true)]
    [InlineData("select mail from mails_again", "public.customers", "", true)]
    [InlineData("select doc from whole_rows", "public.customers", "", true)]
    [InlineData("select id from customers", "public.customers_eu", "", true)]
    [InlineData("select id from customers_eu", "public.customers", "", true)]
    [InlineData("select mail from mails_again", "public.orders", "", false)]
    [InlineData("update customer_names set name = 'x' where id = 1", "public.customers", "update", true)]
    [InlineData("select name from customer_names", "public.customers", "update", false)]
    [InlineData("select mail from far_people", "public.customers", "select", true)]
    [InlineData("select mail from far_people", "public.customers_eu", "select", true)]
    [InlineData("select wipe()", "public.orders", "delete", true)]
    [InlineData("select wipe_later()", "public.orders", "delete", true)]
    [InlineData("select public.wipe_later()", "", "delete", true)]
    [InlineData("select mails()", "public.customers", "select", true)]
    [InlineData("select mails()", "public.customers", "delete", false)]
    [InlineData("select count_orders()", "public.orders", "select", true)]
    [InlineData("select count_orders()", "public.orders", "update", false)]
    [InlineData("select raise_total(3)", "public.orders", "update", true)]
    [InlineData("select raise_total(3)", "public.orders", "delete", false)]
    [InlineData("select runs_text('orders')", "", "drop", true)]
    [InlineData("select in_python()", "", "drop", true)]
    [InlineData("select st_area(1)", "", "drop", false)]
    [InlineData("select score from scored", "", "drop", true)]
    [InlineData("select round_about()", "", "drop", false)]
    public void A_policy_sees_through_views_partitions_and_functions(string sql, string table, string kind, bool matches)
    {
        var policy = Some.Deny("p", new() { Kinds = kind.Length == 0 ? [] : [kind], Tables = table.Length == 0 ? [] : [table] });

        Assert.Equal(matches, Decide(sql, catalogue, policy).Effect == Shared.Snapshot.PolicyEffect.Deny);
    }

    [Theory]
    [InlineData("select wipe_later()", "wipe", true)]
    [InlineData("select mails()", "wipe", false)]
    public void A_policy_sees_the_functions_that_a_function_calls(string sql, string function, bool matches) =>
        Assert.Equal(matches, Decide(sql, catalogue, Some.Deny("p", new() { Functions = [function] })).Effect == Shared.Snapshot.PolicyEffect.Deny);

    [Fact]
    public void A_delete_without_where_in_a_function_is_one()
    {
        var policy = Some.Deny("p", new() { Kinds = ["delete"], WithoutWhere = true });

        Assert.Equal(Shared.Snapshot.PolicyEffect.Deny, Decide("select wipe()", catalogue, policy).Effect);
    }

    [Fact]
    public void What_reaches_nothing_more_stays_the_same_object()
    {
        var plain = analyzer.Analyze("select id from orders where total > 3");

        Assert.Same(plain.Pattern, CatalogueReach.Of(catalogue).Of(plain));
    }

    [Theory]
    [InlineData("select * from nowhere", true)]
    [InlineData("select * from other.orders", true)]
    [InlineData("select nobody_knows(1)", true)]
    [InlineData("select lower(note) from public.orders", false)]
    [InlineData("create table nowhere (id int)", false)]
    public void What_the_catalogue_does_not_know_is_looked_for(string sql, bool unknown) =>
        Assert.Equal(unknown, new SessionPolicies(Some.Snapshot(), Some.Connection, Some.Caller, catalogue).NeedsNewerCatalogue(analyzer.Analyze(sql)));

    [Theory]
    [InlineData("create view w as select * from orders", "w")]
    [InlineData("create or replace function f() returns int language sql as 'select 1'", "f")]
    [InlineData("create procedure s.p() language sql as ''", "p")]
    [InlineData("create materialized view m as select 1", "m")]
    [InlineData("create table t (id int)", "")]
    public void What_views_and_functions_are_called_is_unsettled_until_the_transaction_ends(string sql, string names) =>
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), new SessionPolicies(Some.Snapshot(), Some.Connection, Some.Caller, catalogue).Redefined(analyzer.Analyze(sql)).ToArray());

    [Theory]
    [InlineData("select * from made")]
    [InlineData("update made set id = 1")]
    [InlineData("select made(1)")]
    public void A_name_that_is_unsettled_may_be_anything(string sql)
    {
        var policy = Some.Deny("p", Some.Kinds("drop"));

        Assert.Equal(Shared.Snapshot.PolicyEffect.Allow, Decide(sql, catalogue, policy).Effect);
        Assert.Equal(Shared.Snapshot.PolicyEffect.Deny, Decide(sql, catalogue.With(["made"]), policy).Effect);
        Assert.Equal(Shared.Snapshot.PolicyEffect.Deny, Decide($"create view made as select 1; {sql}", catalogue, policy).Effect);
    }

    static Verdict Decide(string sql, TargetCatalogue catalogue, Shared.Snapshot.PolicyConfig policy) =>
        new SessionPolicies(Some.Snapshot(policy), Some.Connection, Some.Caller, catalogue).DecideOperation(analyzer.Analyze(sql), Some.Now);

    static TargetCatalogue Catalogue(params ImmutableArray<CatalogueFunction> functions) =>
        new([.. Shop.Catalogue.Relations.Values], Shop.Catalogue.BuiltinFunctions, [.. functions.Select(f => f.Name)], Shop.Catalogue.UserOperators) { Functions = functions };
}
