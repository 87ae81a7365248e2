using System.Security.Cryptography;
using HoopLike.Bypass.Tests.Target;
using HoopLike.Bypass.Tests.Wire;
using HoopLike.EndToEnd.Tests.Fixtures;
using HoopLike.Shared.Enforcement;

namespace HoopLike.Bypass.Tests.Matrix;

/// <summary>One database, and a connection to it for each kind of rule with one rule of that kind. Its processes die with the test run.</summary>
sealed class MatrixStack
{
    /// <summary>What stands in the masked column, and is an e-mail address too.</summary>
    public const string Word = "ada.planted@example.com";

    const string Schema = $$"""
        create extension dblink; create extension postgres_fdw;
        grant pg_read_server_files, pg_write_server_files to shop_owner;
        grant execute on function pg_read_file(text) to shop_owner;
        grant usage on foreign data wrapper postgres_fdw to shop_owner;
        grant create on schema public to shop_owner;
        set role shop_owner;
        create sequence ids start 100000;
        create table all_secrets (id int default nextval('ids'), word text, note text, n int not null default 0, path int);
        create table secrets (primary key (id)) inherits (all_secrets);
        create unique index on secrets (word) where path = -1;
        create table bystanders (id int, note text, seen bool);
        create view secrets_seen as select * from secrets;
        create function read_secrets() returns setof secrets language sql stable as 'select * from secrets';
        create function secret_of(int) returns text language plpgsql stable as $f$ begin return (select word from secrets where id = $1); end $f$;
        create function change_secret(int) returns int language sql as 'update secrets set n = n + 1 where id = $1 returning id';
        create function tell_secret(int) returns int language plpgsql stable as $f$ begin raise notice '%', (select word from secrets where id = $1); return 1; end $f$;
        insert into secrets (id, word, note) select r, '{{Word}}', 'nothing' from generate_series(1, 500) r;
        insert into secrets (id, word, path) values (0, 'only.one@example.com', -1);
        insert into bystanders select 1000 + r, 'nothing', false from generate_series(1, 500) r;
        create function follow() returns trigger language plpgsql as $f$ begin update secrets set n = n + 1 where id = new.id - 1000; new.note := (select word from secrets where id = new.id - 1000); return new; end $f$;
        create trigger follow before update on bystanders for each row execute function follow();
        analyze secrets;
        """;

    const string Rules = """
        policies:
          - {name: analysts-may-connect, effect: allow, scope: session, subjects: {groups: [analysts]}}
          - {name: denied, effect: deny, scope: operation, connections: {names: [deny]}, match: {sql: {kinds: [select, insert, update, delete, merge, copy-in, copy-out], tables: [public.secrets]}}, message: Secrets are not for you.}
          - {name: asked, effect: approve, scope: operation, connections: {names: [approve]}, match: {sql: {kinds: [select, insert, update, delete, merge, copy-in, copy-out], tables: [public.secrets]}}, approval: {groups: [dba], required: 1, timeoutSeconds: 1}}
          - {name: asked-at-commit, effect: approve, at: commit, scope: operation, connections: {names: [commit]}, match: {sql: {kinds: [insert, update, delete, merge, copy-in], tables: [public.secrets]}}, approval: {groups: [dba], required: 1, timeoutSeconds: 1}}
        maskingRules:
          - {name: words, connections: {names: [columns, recording]}, columns: [public.secrets.word], method: {kind: redact}}
          - {name: unguessed, connections: {names: [predicates]}, columns: [public.secrets.word], method: {kind: redact}, predicates: deny}
          - {name: tokens, connections: {names: [tokens]}, columns: [public.secrets.word], method: {kind: token}}
          - {name: addresses, connections: {names: [detectors]}, detectors: [email], method: {kind: redact}}
        """;

    static readonly Lazy<Task<MatrixStack>> shared = new(StartAsync);

    readonly PrivatePostgres postgres;
    readonly Dictionary<Guard, Gateway> gateways = Enum.GetValues<Guard>().ToDictionary(g => g, g => new Gateway(g.ToString().ToLowerInvariant()) { Database = "matrix", ClientTls = "optional" });
    readonly ProductProcesses product;
    readonly TempFolder files = new();

    MatrixStack(PrivatePostgres postgres)
    {
        this.postgres = postgres;
        var token = RandomNumberGenerator.GetHexString(32);
        product = new ProductProcesses(PlanYaml.Of(postgres, token, gateways.Values, Rules), token, [.. gateways.Values.Select(g => g.Port)]);
        if (Environment.IsPrivilegedProcess) File.SetUnixFileMode(files.Path, (UnixFileMode)0b111_111_111);
    }

    public static Task<MatrixStack> GetAsync() => shared.Value;

    /// <summary>What stands for the words in braces.</summary>
    public Dictionary<string, string> Values { get; } = [];

    public ApiClient Auditor() => new(product.Address, Caller.Auditor.Key);

    public string ConnectionOf(Guard guard) => gateways[guard].Name;

    /// <summary>Where the server may write, a file for each path.</summary>
    public string FileOf(OperationPath path, Guard guard) => files.File($"{guard}-{path.Name}");

    /// <exception cref="InvalidOperationException">It was refused, with the words.</exception>
    public RawClient Open(Guard guard, string application, bool isReplication = false) => RawClient.Open(gateways[guard].Port, "somebody", Caller.Analyst.Key, "matrix", application, isReplication);

    /// <summary>A number that each change of a path's changes.</summary>
    public async Task<string> StateAsync(int row) => (await postgres.AskAsync($"select n || ' ' || (select count(*) from secrets where path = {row}) from secrets where id = {row}", "matrix"))!;

    static async Task<MatrixStack> StartAsync()
    {
        var stack = new MatrixStack(await PrivatePostgres.StartAsync("autovacuum=off"));
        await stack.postgres.RunAsync("postgres", "create database matrix owner shop_owner");
        var (host, password) = ("127.0.0.1", stack.postgres.OwnerPassword);
        await stack.postgres.RunAsync("matrix", Schema + $"""
            create server abroad foreign data wrapper postgres_fdw options (host '{host}', port '{stack.postgres.Port}', dbname 'matrix');
            create user mapping for shop_owner server abroad options (user 'shop_owner', password '{password}');
            create foreign table secrets_abroad (id int, word text, note text, n int, path int) server abroad options (table_name 'secrets');
            """);
        stack.Values["dblink"] = $"host={host} port={stack.postgres.Port} dbname=matrix user=shop_owner password={password}";
        foreach (var function in new[] { "secret_of", "change_secret" }) stack.Values[function] = (await stack.postgres.AskAsync($"select '{function}'::regproc::oid", "matrix"))!;
        await stack.product.StartConsoleAsync();
        await stack.product.StartAgentAsync();
        return stack;
    }
}
