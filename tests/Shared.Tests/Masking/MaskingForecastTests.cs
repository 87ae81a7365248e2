using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Tests.Policy;
using Xunit;

namespace HoopLike.Shared.Tests.Masking;

public sealed class MaskingForecastTests
{
    static readonly SqlAnalyzer analyzer = new();

    static readonly MaskingRuleConfig rule = new() { Name = "pii", Columns = ["public.customers.email", "*.*.ssn"], Method = new MaskMethod(MaskKind.Redact), Predicates = PredicateUse.Deny };

    [Theory]
    [InlineData("select email from customers", "public.customers.email")]
    [InlineData("select * from public.customers", "public.customers.email *.*.ssn")]
    [InlineData("select c from customers c", "public.customers.email *.*.ssn")]
    [InlineData("select ssn from staff.people", "*.*.ssn")]
    [InlineData("select email from other.customers", "")]
    [InlineData("select name from customers", "")]
    [InlineData("select 1", "")]
    [InlineData("copy customers to stdout", "public.customers.email *.*.ssn")]
    [InlineData("do 'x'", "public.customers.email *.*.ssn")]
    [InlineData("with x as (select * from customers) select y from x", "public.customers.email *.*.ssn")]
    public void Names_the_columns_that_a_statement_may_touch(string sql, string columns) => Assert.Equal(columns, string.Join(' ', Of(sql).SelectMany(f => f.Columns)));

    [Theory]
    [InlineData("select name from customers where email = 'a'", true)]
    [InlineData("select email from customers where id = 1", false)]
    public void Says_where_choosing_rows_by_a_masked_column_may_be_refused(string sql, bool refused) => Assert.Equal(refused, Of(sql).Any(f => f.MayRefuse));

    [Fact]
    public void Whoever_is_exempt_has_nothing_masked() => Assert.Empty(Of("select email from customers", rule with { Exempt = new SubjectMatch { Groups = ["analysts"] } }));

    static IEnumerable<MaskingForecast> Of(string sql, MaskingRuleConfig? other = null) =>
        MaskingForecast.Of(Some.Snapshot() with { MaskingRules = [other ?? rule] }, Some.Connection, Some.Caller, analyzer.Analyze(sql));
}
