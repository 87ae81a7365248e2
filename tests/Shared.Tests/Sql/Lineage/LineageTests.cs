using HoopLike.Shared.Sql;
using HoopLike.Shared.Sql.Lineage;
using HoopLike.Shared.Tests.Masking;
using Xunit;

namespace HoopLike.Shared.Tests.Sql.Lineage;

/// <summary>Read by the real parser: which columns flow into each column of an answer. A star after a column: the value is computed, not the column's own. A question mark: anything may flow.</summary>
public sealed class LineageTests
{
    [Theory]
    [InlineData("select id, email from customers", "id | email")]
    [InlineData("select c.email as x, lower(c.email) from public.customers c", "email | email*")]
    [InlineData("select * from people", "email | id")]
    [InlineData("select o.*, p.* from orders o, people p", "id | customer_id | note | total | email_hint | email | id")]
    [InlineData("select email from people p(x, y), customers", "email")]
    [InlineData("select p.x from people p(x, y)", "email")]
    [InlineData("select count(*), count(email), sum(id) from people", " |  | id*")]
    [InlineData("select case when ssn = '1' then name else 'x' end from customers", "name+ssn*")]
    [InlineData("select case when id = 1 then email else ssn end from customers", "email+id+ssn*")]
    [InlineData("select coalesce(email, ssn, '') from customers", "email+ssn")]
    [InlineData("select email::text, email::varchar(4), id::text from customers", "email | email* | id*")]
    [InlineData("select p, row_to_json(p), (p).email, (p).* from people p", "email+id* | email+id* | email | email | id")]
    [InlineData("select array[email, ssn], array(select name from customers) from customers", "email+ssn* | name*")]
    [InlineData("select (select email from people where id = c.id), exists (select 1 from people where email = c.email) from customers c", "email | ")]
    [InlineData("select 'a' in (select email from people), c.id = any (select id from people) from customers c", "email* | id+id*")]
    [InlineData("with x as (select email, id from people) select id, email from x", "id | email")]
    [InlineData("with x(a, b) as (select email, id from people) select a, b + 1 from x", "email | id*")]
    [InlineData("with recursive r(n, e) as (select id, email from people union all select n + 1, e from r where n < 3) select n, e from r", "id* | email")]
    [InlineData("with recursive r(a, b) as (select email, note from people, orders union all select b, a from r) select a, b from r", "email+note | email+note")]
    [InlineData("select email from people union all select note from orders", "email+note")]
    [InlineData("select * from (select email e, id i from people) s join orders o on o.id = s.i", "email | id | id | customer_id | note | total | email_hint")]
    [InlineData("select * from people join customers using (id, email)", "id+id | email+email | name | ssn | card | profile | tags | nick")]
    [InlineData("select people.email, customers.email, email from people full join customers using (email)", "email | email | email+email")]
    [InlineData("select j.mail, j.id from (people join orders using (id)) as j(id, mail)", "email | id+id")]
    [InlineData("select v.a, v.b from (values (1, 'x'), (2, (select email from people limit 1))) v(a, b)", " | email")]
    [InlineData("select l.x from customers c, lateral (select c.ssn || name as x from people) l", "name+ssn*")]
    [InlineData("select g, e.value, o from generate_series(1, 3) g, json_each_text('{}') e, unnest(array[1]) with ordinality u(n, o)", " |  | ")]
    [InlineData("select e.key, value from customers c, json_each_text(c.profile::json) e", "profile* | profile*")]
    [InlineData("select id, mail, customer_mails from customer_mails", "id | mail | id+mail*")]
    [InlineData("select rank() over (partition by name order by id), row_number() over w, max(ssn) over w from customers window w as (order by email)", "id+name* | email* | email+ssn*")]
    [InlineData("select string_agg(name, ',' order by ssn), count(*) filter (where email > 'a') from customers", "name+ssn* | email*")]
    [InlineData("insert into orders (id, note) values (1, 'x') returning id, note, *", "id | note | id | customer_id | note | total | email_hint")]
    [InlineData("update people set email = 'x' from customers c where c.id = people.id returning people.email, c.name", "email | name")]
    [InlineData("with d as (delete from people returning email as e) select e from d", "email")]
    [InlineData("select ctid, tableoid, xmin from customers", " |  | ")]
    [InlineData("select peek(3), now_or_later(), loyalty(id) from orders", "id+ssn* |  | id*?")]
    [InlineData("select o.loyalty, (o).loyalty from orders o", "customer_id+email_hint+id+note+total*? | customer_id+email_hint+id+note+total*?")]
    [InlineData("select p.id, email from all_people() p", "id* | email+id*")]
    [InlineData("select now(), current_date, $1, 'x' || 'y'", " |  |  | ")]
    [InlineData("select iban from invoices", "iban+iban")]
    [InlineData("select billing.invoices.iban from billing.invoices", "iban")]
    [InlineData("copy (select email, id from people) to stdout", "email | id")]
    [InlineData("copy people to stdout", "email | id")]
    public void Columns_flow_into_the_answer_as_the_server_resolves_names(string sql, string expected) => Assert.Equal(expected, Words(sql));

    [Theory]
    [InlineData("select * from nowhere")]
    [InlineData("select nothing from people")]
    [InlineData("select email from people, customers")]
    [InlineData("select (select profile from customers).* from people")]
    [InlineData("select query from people, pg_stat_get_activity(1)")]
    [InlineData("with recursive a as (select * from b), b as (select 1) select * from a")]
    [InlineData("with recursive a as (select 1 as n union all select n from a) search depth first by n set s select * from a")]
    [InlineData("call loyalty(1)")]
    [InlineData("execute p")]
    [InlineData("create table x (a int)")]
    [InlineData("fetch all from c")]
    public void What_is_not_proven_says_so(string sql) => Assert.NotNull(Read(sql).Unproven);

    [Theory]
    [InlineData("select id, email as e from customers c", "20001.1 20001.2")]
    [InlineData("with x as (select email from customers) select s.email from (select * from x) s", "20001.2")]
    [InlineData("select mail from customer_mails", "20011.2")]
    [InlineData("select lower(email), (select email from people limit 1), email || '' from customers", "- - -")]
    [InlineData("select email from people union all select email from people", "-")]
    [InlineData("with recursive r(e) as (select email from people union all select e from r) select e from r", "-")]
    [InlineData("select a from (values (1)) v(a)", "-")]
    [InlineData("select (c).email from customers c", "20001.2")]
    [InlineData("insert into people (email) values ('x') returning email", "20004.1")]
    [InlineData("select email from customers left join orders using (id)", "20001.2")]
    public void Lineage_knows_which_origin_the_server_will_name(string sql, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(sql).Outputs.Select(o => o.Flow.Origins.IsEmpty ? "-" : string.Join('/', o.Flow.Origins.Select(c => $"{c.RelationOid}.{c.Number}")))));

    [Theory]
    [InlineData("select 1 from customers where email = 'x'", "@38")]
    [InlineData("select 1 from customers where email in ('x', $1)", "@40 $1")]
    [InlineData("select 1 from customers where email = any($2)", "$2[]")]
    [InlineData("select $1 from customers where email = $1", "")]
    [InlineData("select 1 from customers where email = 'x' || $1", "")]
    [InlineData("select 1 from customers where lower(email) = 'x'", "")]
    [InlineData("explain select 1 from customers where email = 'x'", "")]
    [InlineData("prepare p as select 1 from customers where email = 'x'", "")]
    public void Constants_and_parameters_that_meet_a_column_s_own_value_are_told(string sql, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(sql).Comparands.Select(c => (c.Parameter == 0 ? $"@{c.Offset}" : $"${c.Parameter}") + (c.IsArray ? "[]" : ""))));

    [Fact]
    public void A_function_that_may_write_is_told_from_one_that_may_not()
    {
        var lineage = CatalogueLineage.Of(Shop.Catalogue);
        Assert.True(lineage.MayWrite("loyalty"));
        Assert.True(lineage.MayWrite("never_heard_of"));
        Assert.False(lineage.MayWrite("peek"));
        Assert.False(lineage.MayWrite("now_or_later"));
    }

    private static StatementLineage Read(string sql) => Assert.Single(CatalogueLineage.Of(Shop.Catalogue).Read(sql));

    private static string Words(string sql)
    {
        var read = Read(sql);
        Assert.Null(read.Unproven);
        return string.Join(" | ", read.Outputs.Select(o => Words(o.Flow)));
    }

    private static string Words(Flow flow) =>
        string.Join('+', flow.Sources.Select(Name).Order(StringComparer.Ordinal)) + (flow.IsConstant || flow.IsCopy ? "" : "*") + (flow.IsUnknown ? "?" : "");

    private static string Name(CatalogueColumnId id) => Shop.Catalogue.Relations[id.RelationOid].Columns.First(c => c.Number == id.Number).Name;
}
