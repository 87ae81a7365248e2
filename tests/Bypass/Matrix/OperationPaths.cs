using HoopLike.Bypass.Tests.Wire;

namespace HoopLike.Bypass.Tests.Matrix;

/// <summary>The paths of PostgreSQL's protocol and language by which values and changes travel.</summary>
static class OperationPaths
{
    const string ByToken = "select id from secrets where word = '{token}' and id = {row}";

    public static IReadOnlyList<OperationPath> All { get; } =
    [
        new("simple", "Simple query") { Lookup = ByToken },
        new("extended-text", "Extended protocol, text") { Say = (c, sql) => c.Run(new Step(sql), Mode.Text), Lookup = ByToken },
        new("extended-binary", "Extended protocol, binary, described once") { Say = (c, sql) => c.Run(new Step(sql), Mode.Binary), Lookup = ByToken },
        new("bind", "Values of a Bind")
        {
            Say = (c, sql) => sql.Split(" -- ") is [var text, .. var values] ? c.Run(new Step(text) { Bind = values }, Mode.Text) : [],
            Read = null, Write = "update secrets set n = n + 1 where id = $1 -- {row}", Choice = "select id from secrets where word = $1 -- ada", Lookup = "select id from secrets where word = $1 and id = $2 -- {token} -- {row}",
        },
        new("several", "Several statements in one message") { Say = (c, sql) => c.Query("select 1; " + sql), Lookup = ByToken },
        new("pipeline", "Pipelines") { Say = (c, sql) => c.Pipeline([new Step("select 1"), new Step(sql)], Mode.Text), Lookup = ByToken },
        new("rows-at-a-time", "Portals, some rows at a time") { Say = (c, sql) => c.Run(new Step(sql) { Rows = 1 }, Mode.Text), Read = "select word from secrets where id >= {row}", Write = null, Choice = null },
        new("prepared", "PREPARE and EXECUTE") { Say = (c, sql) => [.. c.Query("prepare p as " + sql), .. c.Query("execute p"), .. c.Query("deallocate all")] },
        new("cursor", "Cursors (DECLARE, FETCH)") { Say = (c, sql) => [.. c.Query("begin"), .. c.Query("declare c cursor for " + sql), .. c.Query("fetch all from c"), .. c.Query("rollback")], Write = null, Lookup = ByToken },
        new("copy-out", "COPY TO STDOUT")
        {
            Say = (c, sql) => c.Query(sql), Read = "copy secrets (word) to stdout\ncopy (select word from secrets where id = {row}) to stdout", Write = "copy (update secrets set n = n + 1 where id = {row} returning id) to stdout",
            Choice = "copy (select id from secrets where word like 'ada%') to stdout", Lookup = "copy (" + ByToken + ") to stdout",
        },
        new("copy-in", "COPY FROM STDIN") { Say = (c, sql) => sql.Split(" -- ") is [var text, var row] ? c.Query(text, row + "\tx\n") : [], Read = null, Write = "copy secrets (path, note) from stdin -- {row}", Choice = null },
        new("returning", "RETURNING")
        {
            Read = "update secrets set note = note where id = {row} returning word", Write = "update secrets set n = n + 1 where id = {row} returning id", Choice = "update secrets set note = note where word like 'ada%' and id = {row} returning id",
            Lookup = "update secrets set note = note where word = '{token}' and id = {row} returning id",
        },
        new("with", "WITH that writes") { Read = "with w as (update secrets set note = note where id = {row} returning word) select word from w", Write = "with w as (update secrets set n = n + 1 where id = {row} returning id) select id from w", Choice = "with w as (delete from secrets where word like 'b%' and id = {row} returning id) select id from w" },
        new("explain", "EXPLAIN (ANALYZE)") { Read = null, Write = "explain (analyze) update secrets set n = n + 1 where id = {row}", Choice = "explain (analyze) select id from secrets where word like 'ada%'" },
        new("view", "Views") { Read = "select word from secrets_seen where id = {row}", Write = "update secrets_seen set n = n + 1 where id = {row}", Choice = "select id from secrets_seen where word like 'ada%'", Lookup = "select id from secrets_seen where word = '{token}' and id = {row}" },
        new("partition", "Partitions and children") { Read = "select word from all_secrets where id = {row}", Write = "update all_secrets set n = n + 1 where id = {row}", Choice = "select id from all_secrets where word like 'ada%'" },
        new("own-view", "A view made in the same transaction")
        {
            Say = (c, sql) => [.. c.Query("begin"), .. c.Query("create view mine as select * from secrets"), .. c.Query(sql), .. c.Query("commit")],
            Read = "select word from mine where id = {row}", Write = "update mine set n = n + 1 where id = {row}", Choice = "select id from mine where word like 'ada%'",
        },
        new("copied", "CREATE TABLE AS, INSERT ... SELECT") { Read = "create table copy_{row} as select word from secrets where id = {row}\nselect word from copy_{row}\ninsert into bystanders select {row}, word from secrets where id = {row}\nselect note from bystanders where id = {row}", Write = null, Choice = null },
        new("function", "Functions in SQL and PL/pgSQL") { Read = "select word from read_secrets() where id = {row}\nselect secret_of({row})", Write = "select change_secret({row})", Choice = "select id from read_secrets() where word like 'ada%'" },
        new("do", "DO") { Read = "do $$ begin raise notice '%', (select word from secrets where id = {row}); end $$", Write = "do $$ begin update secrets set n = n + 1 where id = {row}; end $$", Choice = "do $$ begin if exists (select from secrets where word like 'ada%') then raise notice 'yes'; end if; end $$" },
        new("text", "Functions that run text") { Read = "select query_to_xml('select word from secrets where id = {row}', false, false, '')\nselect w from dblink('{dblink}', 'select word from secrets where id = {row}') as t(w text)", Write = "select dblink_exec('{dblink}', 'update secrets set n = n + 1 where id = {row}')", Choice = null },
        new("error", "Errors") { Read = "select word::int from secrets where id = {row}", Write = null, Choice = "select 1 / (case when word like 'ada%' then 0 else 1 end) from secrets where id = {row}" },
        new("notice", "Notices") { Read = "select tell_secret({row})", Write = null, Choice = null },
        new("notification", "Notifications") { Read = "listen news\nselect pg_notify('news', word) from secrets where id = {row}", Write = null, Choice = null },
        new("statistics", "Statistics (pg_stats)") { Read = "select most_common_vals from pg_stats where tablename = 'secrets'", Write = null, Choice = null },
        new("files", "Files of the server") { Read = "copy (select word from secrets where id = {row}) to '{file}'\nselect pg_read_file('{file}')", Write = null, Choice = null },
        new("constraint", "Unique constraints") { Read = null, Write = null, Choice = "insert into secrets (word, path) values ('only.one@example.com', -1)" },
        new("trigger", "Triggers that were there")
        {
            Read = "update bystanders set note = 'x' where id = 1000 + {row}\nselect note from bystanders where id = 1000 + {row}", Write = "update bystanders set seen = true where id = 1000 + {row}", Choice = null,
        },
        new("foreign", "Foreign tables over a masked table") { Read = "select word from secrets_abroad where id = {row}", Write = "update secrets_abroad set n = n + 1 where id = {row}", Choice = "select id from secrets_abroad where word like 'ada%'" },
        new("function-call", "Function call protocol") { Say = (c, sql) => sql.Split(' ') is [var oid, var value] ? c.Call(int.Parse(oid), value) : [], Read = "{secret_of} {row}", Write = "{change_secret} {row}", Choice = null },
    ];
}
