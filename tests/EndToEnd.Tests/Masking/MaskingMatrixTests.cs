using System.Text;
using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Masking;

/// <summary>Every way known to ask for a masked column: none of them shows it.</summary>
public sealed class MaskingMatrixTests
{
    static readonly string[] questions =
    [
        "select * from customers",
        "select email, ssn, phone, card, salary, born from customers",
        "select email as harmless, ssn name from customers",
        "select upper(email), reverse(ssn), substr(ssn, 1, 9), lower(phone), salary * 2, born + 1 from customers",
        "select row_to_json(c), to_jsonb(c), c::text, c from customers c",
        "select string_agg(email, ','), array_agg(ssn), max(salary), min(phone) from customers",
        "with c as (select email e, ssn s from customers) select e, s from c",
        "select * from (select * from customers offset 0) q",
        "select email from customers union all select ssn from customers union all select phone from customers",
        "with recursive r as (select email, 1 as n from customers union all select email, n + 1 from r where n < 2) select * from r",
        "select (select email from customers where id = 1), (select array(select ssn from customers))",
        "select contact from customer_contacts",
        "select upper(contact) from customer_contacts",
        "select * from customer_contacts natural join (select id from orders) o",
        "select * from lower_emails()",
        "select encode(convert_to(email, 'UTF8'), 'hex'), encode(ssn::bytea, 'base64') from customers",
        "select x.v from customers, lateral (values (email), (ssn)) x(v)",
        "select case when true then email end, coalesce(ssn, 'none'), nullif(phone, 'x') from customers",
        "select json_build_object('a', email), xmlforest(ssn) from customers",
        "table customers",
        "copy customers to stdout",
        "copy customers to stdout (format csv, header)",
        "copy customers (email, ssn, salary) to stdout (format csv, delimiter ';', force_quote *)",
        "copy (select email as x, ssn from customers) to stdout",
        "copy (select c from customers c) to stdout",
        "copy customers to stdout (format binary)",
        "update customers set note = note where id = 1 returning *",
        "update customers set note = note where id = 1 returning upper(email)",
        "begin; declare c cursor for select * from customers; fetch all from c; move first from c; fetch 1 from c; commit",
        "prepare p as select email from customers; execute p; deallocate p",
        "select email::int from customers where id = 1",
        "select 1 / (length(email) - length(email)) from customers",
        "select email::date from customers where id = 1",
        "select tell_emails()",
        "listen gossip; select pg_notify('gossip', email) from customers where id = 1; select 1",
        "insert into customers (id, name, email) select 901, 'twice', email from customers where id = 1",
        "select (customers).phone, (c).email from customers, customers c",
        "select (x).* from (select customers x from customers) q",
        "select unnest(array[phone]), format('%s', salary) from customers",
        "values ((select phone from customers where id = 1))",
        "select e.value from customers c, json_each_text(row_to_json(c)) e",
        "select json_agg(t) from (select * from customers) t",
        "select phone from only customers for update",
        "select first_value(phone) over (order by id) from customers",
        "select query_to_xml('select * from customers', true, false, '')",
        "select table_to_xml('customers', true, false, '')",
        "select schema_to_xml('public', true, false, '')",
        "select * from ts_stat('select to_tsvector(phone) from customers')",
        "select most_common_vals, histogram_bounds from pg_stats where tablename = 'customers'",
        "with w as (insert into scratch select 801, phone from customers where id = 1 returning word), d as (delete from scratch where id = 801) select word from w",
        "insert into scratch select 802, phone from customers where id = 1 returning word",
        "select set_config('my.secret', phone, false) from customers where id = 1; show my.secret; select current_setting('my.secret')",
        "create temp table laundry as select phone, salary from customers; select * from laundry",
        "select phone, salary into temp laundry2 from customers; select * from laundry2",
        "create temp view window_pane as select phone p, salary s from customers; select * from window_pane",
        "explain (analyze, costs off, timing off) select * from customers where id = 1",
    ];

    public static TheoryData<string> Questions => [.. questions];

    /// <summary>Those that one Parse message can carry and Npgsql does not take for a copy.</summary>
    public static TheoryData<string> SingleQuestions =>
        [.. questions.Where(q => !q.Contains(';', StringComparison.Ordinal) && !q.StartsWith("copy", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task The_simple_protocol_shows_no_masked_value(string question)
    {
        var stack = await SharedStack.GetAsync();

        var outcome = await stack.Psql(stack.Plan.Shop, Caller.Analyst).RunAsync(question);

        AssertNothingShows(outcome.All);
    }

    [Theory]
    [MemberData(nameof(SingleQuestions))]
    public async Task The_extended_protocol_shows_no_masked_value(string question)
    {
        var stack = await SharedStack.GetAsync();
        var shown = new StringBuilder();
        await using var connection = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        connection.Notice += (_, e) => shown.AppendLine(e.Notice.MessageText).AppendLine(e.Notice.Detail);

        try
        {
            for (var again = 0; again < 3; again++)
            {
                await using var command = new NpgsqlCommand(question, connection) { AllResultTypesAreUnknown = again == 2 };
                if (again < 2) await command.PrepareAsync();
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                    for (var column = 0; column < reader.FieldCount; column++) shown.AppendLine(Value(reader, column));
            }
        }
        catch (PostgresException error)
        {
            shown.AppendLine(error.MessageText).AppendLine(error.Detail).AppendLine(error.Where).AppendLine(error.Hint);
        }

        AssertNothingShows(shown.ToString());
    }

    [Fact]
    public async Task What_needs_no_mask_is_shown_as_it_is()
    {
        var stack = await SharedStack.GetAsync();
        var shop = stack.Psql(stack.Plan.Shop, Caller.Analyst);

        Assert.Equal("1|Ada\n2|Bela\n3|Chen", await shop.AskAsync("select id, name from customers order by id"));
        Assert.Equal("100", await shop.AskAsync("select count(*) from orders"));
        Assert.Equal("||", await shop.AskAsync("select email, ssn, phone from customers where id = 3"));
    }

    [Fact]
    public async Task Each_method_leaves_what_it_is_meant_to_leave()
    {
        var stack = await SharedStack.GetAsync();
        var shop = stack.Psql(stack.Plan.Shop, Caller.Analyst);

        var cells = (await shop.AskAsync("select email, ssn, phone, salary, born, note from customers where id = 2")).Split('|');

        Assert.EndsWith(".com", cells[0], StringComparison.Ordinal);
        Assert.DoesNotContain("bela", cells[0], StringComparison.Ordinal);
        Assert.EndsWith("9128", cells[1], StringComparison.Ordinal);
        Assert.True(cells[2].Length >= 16 && cells[2].All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_'), cells[2]);
        Assert.Equal(cells[2], await shop.AskAsync("select phone from customers where id = 2"));
        Assert.Equal(("", ""), (cells[3], cells[4]));
        Assert.StartsWith("called from ", cells[5], StringComparison.Ordinal);
        Assert.DoesNotContain("5500005555555559", cells[5], StringComparison.Ordinal);
        Assert.DoesNotContain("bela@example.com", cells[5], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exempt_caller_sees_everything()
    {
        var stack = await SharedStack.GetAsync();

        Assert.Equal($"{ShopSchema.Email}|{ShopSchema.Ssn}|{ShopSchema.Card}|{ShopSchema.Phone}|{ShopSchema.Salary}",
            await stack.Psql(stack.Plan.Shop, Caller.Priya).AskAsync("select email, ssn, card, phone, salary from customers where id = 1"));
    }

    [Theory]
    [InlineData("select 1 from vouchers where code like 'M%'")]
    [InlineData("select count(*) from vouchers group by ssn")]
    [InlineData("select 1 from vouchers order by code")]
    [InlineData("select 1 from orders o join vouchers v on v.code = o.state")]
    [InlineData("select case when ssn like '4%' then 1 else 0 end from vouchers")]
    public async Task A_column_that_may_not_be_asked_about_cannot_be_guessed_by_predicates(string question)
    {
        var stack = await SharedStack.GetAsync();

        var outcome = await stack.Psql(stack.Plan.Shop, Caller.Analyst).RunAsync(question);

        Assert.True(outcome.Error.Contains("42501", StringComparison.Ordinal) || !outcome.Out.Contains('1', StringComparison.Ordinal), outcome.All);
    }

    static void AssertNothingShows(string shown)
    {
        Assert.All(ShopSchema.Markers, marker =>
        {
            Assert.DoesNotContain(marker, shown, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(new string([.. marker.Reverse()]), shown, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(marker)), shown, StringComparison.OrdinalIgnoreCase);
        });
        Assert.DoesNotContain("1990-02-0", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("197530.86", shown, StringComparison.Ordinal);
    }

    /// <summary>Types that Npgsql has no class for (a row of a table) are seen by the round that asks for text.</summary>
    static string Value(NpgsqlDataReader reader, int column)
    {
        try
        {
            return Words(reader.GetValue(column));
        }
        catch (InvalidCastException)
        {
            return "";
        }
    }

    static string Words(object value) => value switch
    {
        DBNull => "",
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        Array array => string.Join(',', array.Cast<object?>().Select(v => Words(v ?? DBNull.Value))),
        DateTime at => at.ToString("yyyy-MM-dd"),
        DateOnly day => day.ToString("yyyy-MM-dd"),
        _ => value.ToString() ?? "",
    };
}
