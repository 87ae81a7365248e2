using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Statements;

/// <summary>Where tokens may stand: <c>T</c> in these texts is where one is tried, as a constant.</summary>
public sealed class TokenPlacesTests
{
    private static readonly SqlAnalyzer analyzer = new();
    private static readonly MaskingRuleConfig emails = new() { Name = "emails", Columns = ["*.customers.email", "*.people.email"], Method = new MaskMethod(MaskKind.Token), Predicates = PredicateUse.Equality };
    private static readonly MaskingRuleConfig nicks = new() { Name = "nicks", Columns = ["*.customers.name"], Method = new MaskMethod(MaskKind.Token), Predicates = PredicateUse.Equality };
    private static readonly MaskingRuleConfig secrets = new() { Name = "secrets", Columns = ["*.customers.ssn"], Method = new MaskMethod(MaskKind.Redact), Predicates = PredicateUse.Equality };

    [Theory]
    [InlineData("select id from customers where email = 'T'", "emails")]
    [InlineData("select id from customers where 'T' = email", "emails")]
    [InlineData("select id from customers c where id = 7 and c.email in ('T', 'x')", "emails")]
    [InlineData("select id from customers where email = any('{T}')", "emails")]
    [InlineData("select id from customers where email = any(array['x', 'T'])", "emails")]
    [InlineData("select id from customers where email is not distinct from 'T'", "emails")]
    [InlineData("select id from customers where email = 'T'::text", "emails")]
    [InlineData("select id from customers where name = 'T'", "nicks")]
    [InlineData("select q.id from (select id, email as e from customers) q where e = 'T'", "emails")]
    [InlineData("with q as (select email as e, id from customers) select id from q where e = 'T'", "emails")]
    [InlineData("select p.id from people p join customers c on c.email = p.email where p.email = 'T'", "emails")]
    [InlineData("select e from (select email as e from customers union all select email from people) q where e = 'T'", "emails")]
    [InlineData("copy (select id from customers where email = 'T') to stdout", "emails")]
    public void Compared_with_a_column_of_its_rule(string text, string rule) => Assert.Contains(TokenComparand.Constant(text.IndexOf('\'', StringComparison.Ordinal) is var first && text.Contains("array[", StringComparison.Ordinal) ? text.LastIndexOf("'T", StringComparison.Ordinal) : first, rule), Of(text));

    [Theory]
    [InlineData("select 'T' from customers where email = 'x'")]
    [InlineData("select id from customers where email like 'T'")]
    [InlineData("select id from customers where email > 'T'")]
    [InlineData("select id from customers where email = lower('T')")]
    [InlineData("select id from customers where lower(email) = 'T'")]
    [InlineData("select id from customers where email = 'T' || ''")]
    [InlineData("select id from customers where email = 'T'::varchar(3)")]
    [InlineData("select id from customers where email = 'T'::char")]
    [InlineData("select id from customers where email = 'T'::int::text")]
    [InlineData("select id from customers where ssn = 'T'")]
    [InlineData("select id from orders where note = 'T'")]
    [InlineData("select note from (select note, note as e from orders union all select null, email from customers) q where e = 'T'")]
    [InlineData("select id from (select id, email as e from customers union all select id, name from customers) q where e = 'T'")]
    [InlineData("explain select id from customers where email = 'T'")]
    [InlineData("update orders set note = 'x' from customers where email = 'T'")]
    [InlineData("delete from customers where email = 'T'")]
    [InlineData("insert into orders (id) select id from customers where email = 'T'")]
    [InlineData("select loyalty(id) from customers where email = 'T'")]
    [InlineData("create view v as select id from customers where email = 'T'")]
    [InlineData("create table v as select id from customers where email = 'T'")]
    [InlineData("prepare p as select id from customers where email = 'T'")]
    [InlineData("declare c cursor for select id from customers where email = 'T'")]
    public void Anywhere_else_none_may_stand(string text) =>
        Assert.DoesNotContain(Of(text), c => text.AsSpan(c.Offset).StartsWith("'T", StringComparison.Ordinal));

    [Theory]
    [InlineData("select id from customers where email = $1", true)]
    [InlineData("select id from customers where email = $1::text", true)]
    [InlineData("select id from customers where email = any($1)", true)]
    [InlineData("select id from customers where email = any($1::text[])", true)]
    [InlineData("select id from customers where email in ($2, $1)", true)]
    [InlineData("update customers set card = 1 where email = $1", true)]
    [InlineData("delete from customers where email = $1", true)]
    [InlineData("select c.id from customers c, people p where c.email = $1 and p.email = $1", true)]
    [InlineData("select $1, id from customers where email = $1", false)]
    [InlineData("select id from customers where email = $1 limit $1", false)]
    [InlineData("select id from customers where email = $1 and name = $1", false)]
    [InlineData("select id from customers where email = $1::varchar(2)", false)]
    [InlineData("select id from customers where email = $1 or $1 is null", false)]
    [InlineData("update customers set email = $1 where email = $1", false)]
    [InlineData("insert into customers (email) values ($1)", false)]
    public void A_parameter_is_one_where_all_its_uses_are_such_comparisons(string text, bool isOne) =>
        Assert.Equal(isOne, Of(text).Contains(TokenComparand.Bound(1, "emails")));

    private static System.Collections.Immutable.ImmutableArray<TokenComparand> Of(string text) => Shop.Masking(emails, nicks, secrets).For(analyzer.Analyze(text)).TokenComparands;
}
