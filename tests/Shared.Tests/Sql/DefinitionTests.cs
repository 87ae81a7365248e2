using Xunit;

namespace HoopLike.Shared.Tests.Sql;

public sealed class DefinitionTests
{
    [Theory]
    [InlineData("create table s.t (a int references r(id), b text default lower('X'), check (b > 'a'), like l) inherits (p)", "create", "d:l d:p d:r d:s.t")]
    [InlineData("create table t partition of p for values in (1)", "create", "d:p d:t")]
    [InlineData("create foreign table t (a int) server s", "create", "d:t")]
    [InlineData("create table t as select * from a", "select create", "r:a w:t")]
    [InlineData("create table t as execute p", "create execute opaque", "w:t")]
    [InlineData("create materialized view v as select * from a", "select create", "r:a w:v")]
    [InlineData("create view s.v as select * from a", "select create", "d:s.v r:a")]
    [InlineData("create index on a (lower(b)) where c > 1", "create", "d:a")]
    [InlineData("create sequence s owned by a.b", "create", "d:s")]
    [InlineData("create trigger g before insert on a execute function f()", "create", "d:a")]
    [InlineData("create rule r as on insert to a do instead delete from b", "delete create", "d:a w:b")]
    [InlineData("create function f() returns int language sql begin atomic; delete from a; select 1; end", "select delete create", "w:a")]
    [InlineData("create function f() returns int language sql set search_path = x as 'select 1'", "create", "")]
    [InlineData("create procedure p() language sql as 'select 1'", "create", "")]
    [InlineData("create policy p on a using (b = current_user)", "create", "d:a")]
    [InlineData("create schema s create table t (a int)", "create", "d:t")]
    [InlineData("create extension x", "create", "")]
    [InlineData("create role r superuser", "create", "")]
    [InlineData("create user mapping for u server s", "create", "")]
    [InlineData("create statistics s on a, b from t", "create", "d:t")]
    [InlineData("create publication p for table a", "create", "d:a")]
    [InlineData("create event trigger e on ddl_command_start execute function f()", "create", "")]
    [InlineData("create type t as (a int)", "create", "d:t")]
    [InlineData("create type t as enum ('a')", "create", "")]
    [InlineData("create aggregate g (int) (sfunc = f, stype = int)", "create", "")]
    [InlineData("import foreign schema s from server v into l", "create", "")]
    public void Creating_is_a_kind_of_its_own(string sql, string kinds, string tables) => Check(sql, kinds, tables);

    [Theory]
    [InlineData("alter table s.t add column c int", "alter", "d:s.t")]
    [InlineData("alter table t attach partition p default", "alter", "d:p d:t")]
    [InlineData("alter table t rename to u", "alter", "d:t")]
    [InlineData("alter table t rename column a to b", "alter", "d:t")]
    [InlineData("alter table t set schema x", "alter", "d:t")]
    [InlineData("alter view v owner to o", "alter", "d:v")]
    [InlineData("alter index i rename to j", "alter", "d:i")]
    [InlineData("alter sequence s restart", "alter", "d:s")]
    [InlineData("alter schema a rename to b", "alter", "d:a.*")]
    [InlineData("alter role r set search_path = x", "alter", "")]
    [InlineData("alter system set work_mem = 1", "alter", "")]
    [InlineData("alter function f() owner to o", "alter", "")]
    [InlineData("alter default privileges grant select on tables to p", "alter grant", "")]
    [InlineData("alter policy p on a to public", "alter", "d:a")]
    [InlineData("comment on table s.t is 'x'", "alter", "d:s.t")]
    [InlineData("comment on column s.t.c is 'x'", "alter", "d:s.t")]
    [InlineData("security label on table t is 'x'", "alter", "d:t")]
    [InlineData("reassign owned by a to b", "alter", "d:*")]
    public void Altering_is_a_kind_of_its_own(string sql, string kinds, string tables) => Check(sql, kinds, tables);

    [Theory]
    [InlineData("drop table a, s.b cascade", "drop", "d:a d:s.b")]
    [InlineData("DROP/**/TABLE a", "drop", "d:a")]
    [InlineData("drop view v", "drop", "d:v")]
    [InlineData("drop materialized view v", "drop", "d:v")]
    [InlineData("drop index i", "drop", "d:i")]
    [InlineData("drop trigger g on s.t", "drop", "d:s.t")]
    [InlineData("drop policy p on t", "drop", "d:t")]
    [InlineData("drop schema s cascade", "drop", "d:s.*")]
    [InlineData("drop function f(int)", "drop", "")]
    [InlineData("drop owned by r", "drop", "d:*")]
    [InlineData("drop database d", "drop", "d:*")]
    [InlineData("drop role r", "drop", "")]
    [InlineData("drop user mapping for u server s", "drop", "")]
    [InlineData("grant select (a) on t to p", "grant", "d:t")]
    [InlineData("revoke all on all tables in schema s from p", "grant", "d:s.*")]
    [InlineData("grant usage on schema s to p", "grant", "d:s.*")]
    [InlineData("grant execute on function f(int) to p", "grant", "")]
    [InlineData("grant a to b", "grant", "")]
    public void Dropping_and_granting_are_kinds_of_their_own(string sql, string kinds, string tables) => Check(sql, kinds, tables);

    [Fact]
    public void Only_a_view_says_that_it_defines_one()
    {
        Assert.True(Parsed.One("create view v as select 1").DefinesView);
        Assert.True(Parsed.One("create materialized view v as select 1").DefinesView);
        Assert.False(Parsed.One("create table v as select 1").DefinesView);
        Assert.False(Parsed.One("explain create materialized view v as select 1").DefinesView);
    }

    static void Check(string sql, string kinds, string tables)
    {
        var statement = Parsed.One(sql);
        Assert.Equal(kinds, Parsed.Kinds(statement));
        Assert.Equal(tables, Parsed.Tables(statement));
    }
}
