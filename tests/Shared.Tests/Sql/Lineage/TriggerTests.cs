using HoopLike.Shared.Masking;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Tests.Masking;
using Xunit;

namespace HoopLike.Shared.Tests.Sql.Lineage;

/// <summary>What a trigger copies out of a masked column is masked where it comes to stand.</summary>
public sealed class TriggerTests
{
    [Theory]
    [InlineData("begin new.note := (select ssn from customers where id = new.id); return new; end", true)]
    [InlineData("begin new.note = peek(new.id); return new; end", true)]
    [InlineData("declare v text; begin select ssn into v from customers limit 1; new.note := upper(v); return new; end", true)]
    [InlineData("begin select ssn into new.note from customers limit 1; return new; end", true)]
    [InlineData("begin select * into new from orders where note = (select email from customers limit 1); return new; end", true)]
    [InlineData("begin new.\"note\" := new.email_hint; return new; end", true)]
    [InlineData("begin execute 'select 1' into new.note; return new; end", true)]
    [InlineData("begin new.note := lower(new.note); return new; end", false)]
    [InlineData("begin new.total := 3; new.email_hint := lower(new.email_hint); return new; end", false)]
    [InlineData("begin if new.email_hint <> old.email_hint then new.note := now()::text; end if; return new; end", false)]
    [InlineData("begin new.note := current_timestamp; raise notice '%', peek(1); return new; end", false)]
    public void A_column_that_a_trigger_fills_from_masked_ones_is_masked(string body, bool masked)
    {
        var rule = Shop.Pii with { Columns = ["public.customers.email", "*.*.ssn", "public.orders.email_hint"] };
        var functions = Shop.Catalogue.Functions.Add(new("public", "fire", "plpgsql", body));
        var relations = Shop.Catalogue.Relations.Values.Select(r => r.Name == "orders" ? r with { TriggerFunctions = ["fire"], RowTriggers = ["fire"] } : r);
        var catalogue = new TargetCatalogue([.. relations], Shop.Catalogue.BuiltinFunctions, [.. Shop.Catalogue.UserFunctions, "fire"], Shop.Catalogue.UserOperators) { Functions = functions, FunctionColumns = Shop.Catalogue.FunctionColumns };
        var masking = new SessionMasking(Shop.Snapshot(rule), Shop.Connection, Shop.Analyst, catalogue);

        var plan = masking.For(new SqlAnalyzer().Analyze("select note from orders")).PlanResult(0, [new ResultColumn(Shop.Orders, 3, Shop.Text, 0)]);

        Assert.Equal(masked, plan.Columns[0] is not null);
    }
}
