using HoopLike.Agent.Tests.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Npgsql;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres.Asking;

/// <summary>Schema, scan and sample of a real server.</summary>
[Collection(PrivatePostgresCollection.Name)]
public sealed class PgQuestionsTests(PrivatePostgres server) : IAsyncLifetime
{
    private const string Email = "marker-ada@example.com";
    private const string Schema =
        $"""
        drop schema if exists ask cascade; create schema ask;
        create domain ask.mail as text;
        create table ask.people (id int primary key, work_email ask.mail, note text, code text, dob date, mobile bigint, verified_email bool, doc jsonb, number numeric);
        insert into ask.people select n, case when n = 1 then '{Email}' else 'p' || n || '@example.com' end, case when n % 10 = 0 then 'paid with 4111 1111 1111 1111' else 'nothing' end,
          md5(n::text), '1990-01-01', 4930555000 + n, true, case when n = 2 then '{"{"}"key": "ghp_0123456789abcdefghijklmnopqrstuvwx"{"}"}' else '{"{}"}' end::jsonb, n from generate_series(1, 50) n;
        create table ask.log (at date, client_ssn text) partition by range (at);
        create table ask.log_1 partition of ask.log for values from ('2020-01-01') to ('2030-01-01');
        insert into ask.log values ('2024-01-01', '219-09-9999');
        create table ask."odd ""name" ("pass.word" text);
        create view ask.contacts as select id, work_email as contact from ask.people;
        create table ask.hidden (token text);
        """;

    private static readonly MaskingRuleConfig emails = new() { Name = "emails", Columns = ["ask.people.work_email"], Method = new MaskMethod(MaskKind.Partial, KeepLast: 4), Exempt = new SubjectMatch { Groups = ["privacy"] } };

    private Asker asker = null!;

    public async Task InitializeAsync()
    {
        await server.ExecuteAsync(Schema);
        await server.ExecuteAsync("analyze ask.people");
        asker = new Asker(Connection());
    }

    public async Task DisposeAsync()
    {
        asker.Dispose();
        await server.ExecuteAsync("drop schema ask cascade");
    }

    [Fact]
    public async Task The_schema_has_tables_views_columns_types_and_the_rules_in_force()
    {
        Use(emails);
        var schema = (await asker.AskAsync(Asker.Of(AgentQuestionKind.Schema) with { Filter = "ask." })).Schema!;
        Assert.Equal(["contacts", "hidden", "log", "odd \"name", "people"], schema.Tables.Select(t => t.Name));
        Assert.Equal("view", schema.Tables[0].Kind);
        var people = schema.Tables.Single(t => t.Name == "people");
        Assert.Equal([("id", "integer"), ("work_email", "ask.mail"), ("note", "text")], people.Columns.Take(3).Select(c => (c.Name, c.Type)));
        Assert.Equal("emails", people.Columns[1].Rule);
        Assert.Null(people.Columns[2].Rule);
        Assert.Equal([null, "emails"], schema.Tables[0].Columns.Select(c => c.Rule));
        Assert.Equal(("postgres", 0), (schema.Database, schema.LeftOut));
    }

    [Fact]
    public async Task A_filter_finds_tables_by_their_columns()
    {
        var schema = (await asker.AskAsync(Asker.Of(AgentQuestionKind.Schema) with { Filter = "CLIENT_ssn" })).Schema!;
        Assert.Equal("log", Assert.Single(schema.Tables).Name);
    }

    [Fact]
    public async Task A_schema_that_is_too_large_for_an_answer_is_cut_with_words()
    {
        await server.ExecuteAsync("create database huge");
        await using var inside = new NpgsqlConnection(server.ConnectionString.Replace("Database=postgres", "Database=huge", StringComparison.Ordinal) + ";Pooling=false");
        await inside.OpenAsync();
        await using var fill = new NpgsqlCommand("do $$ declare i int; columns text; begin select string_agg(format('a_rather_long_name_of_a_column_that_fills_the_answer_%s int', n), ', ') into columns from generate_series(1, 1000) n; "
            + "for i in 1..40 loop execute format('create table wide_%s (%s)', i, columns); end loop; end $$", inside);
        await fill.ExecuteNonQueryAsync();
        using var huge = new Asker(Connection() with { Target = Connection().Target with { Database = "huge" } });
        var schema = (await huge.AskAsync(Asker.Of(AgentQuestionKind.Schema))).Schema!;
        Assert.InRange(schema.Tables.Length, 5, 39);
        Assert.Equal(40, schema.Tables.Length + schema.LeftOut);
        Assert.InRange(System.Text.Json.JsonSerializer.Serialize(schema, SnapshotJson.Plain).Length, 100_000, AgentReply.SizeLimit + 1000);
        var last = (await huge.AskAsync(Asker.Of(AgentQuestionKind.Schema) with { Filter = "wide_9" })).Schema!;
        Assert.Equal(("wide_9", 0), (Assert.Single(last.Tables).Name, last.LeftOut));
    }

    [Fact]
    public async Task A_scan_finds_columns_by_name_and_by_content_and_tells_no_value()
    {
        var (findings, _, told) = await asker.ScanAsync();
        var here = findings.Where(f => f.Column.Schema == "ask").ToDictionary(f => $"{f.Column.Table}.{f.Column.Column}");
        Assert.Equal(("email", true, 1.0), Told(here["people.work_email"]));
        Assert.Equal(("payment-card", false, 0.1), Told(here["people.note"]));
        Assert.Equal(("secret", false, 0.02), Told(here["people.doc"]));
        Assert.Equal(("birth-date", true, null), Told(here["people.dob"]));
        Assert.Equal(("phone", true, null), Told(here["people.mobile"]));
        Assert.Equal(("us-ssn", true, 1.0), Told(here["log.client_ssn"]));
        Assert.Equal(("password", true, null), Told(here["odd \"name.pass.word"]));
        Assert.Equal(8, here.Count);
        foreach (var value in new[] { Email, "example.com", "4111", "219-09", "ghp_", "4930555" }) Assert.DoesNotContain(value, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_the_credential_may_not_read_is_told_and_its_names_are_searched_all_the_same()
    {
        using var reader = new Asker(Connection() with { Credential = new CredentialConfig("by_trust", null) });
        var (findings, unread, _) = await reader.ScanAsync();
        Assert.Contains(unread, u => u.Table == new TableName("ask", "hidden") && u.Why == "the gateway's user may not read it");
        Assert.Contains(findings, f => f.Column == new ColumnName("ask", "hidden", "token") && f.Share is null);
    }

    [Fact]
    public async Task A_scan_does_not_wait_for_a_table_that_is_locked()
    {
        await using var holder = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await holder.OpenAsync();
        await using var locked = new NpgsqlCommand("begin; lock table ask.people in access exclusive mode", holder);
        await locked.ExecuteNonQueryAsync();
        var (findings, unread, _) = await asker.ScanAsync();
        Assert.Contains(unread, u => u.Table.Table == "people" && u.Why == "it was locked");
        Assert.Contains(findings, f => f.Column.Column == "work_email" && f.ByName);
    }

    [Fact]
    public async Task A_sample_is_masked_as_the_viewer_would_see_it()
    {
        Use(emails);
        var masked = (await asker.SampleAsync("ask", "people", "work_email")).Sample!;
        Assert.NotEmpty(masked.Values);
        Assert.All(masked.Values, v => Assert.True(v.IsMasked && v.Text!.EndsWith(".com", StringComparison.Ordinal) && v.Text.StartsWith('*')));
        var throughView = (await asker.SampleAsync("ask", "contacts", "contact")).Sample!;
        Assert.All(throughView.Values, v => Assert.True(v.IsMasked && v.Text!.EndsWith(".com", StringComparison.Ordinal) && v.Text.StartsWith('*'), v.Text));
        var clear = (await asker.SampleAsync("ask", "people", "work_email", Asker.Engineer with { Groups = ["platform", "privacy"] })).Sample!;
        Assert.Contains(new SampledValue(Email, false), clear.Values);
    }

    [Fact]
    public async Task Detectors_count_for_a_sample_as_well()
    {
        Use(new MaskingRuleConfig { Name = "cards", Detectors = ["payment-card"], Method = new MaskMethod(MaskKind.Redact) });
        var sample = (await asker.SampleAsync("ask", "people", "note")).Sample!;
        Assert.Equal([new SampledValue("nothing", false), new SampledValue("paid with [redacted]", true)], sample.Values.AsEnumerable());
        Assert.Equal(50, sample.Rows);
    }

    [Fact]
    public async Task A_sample_that_policies_would_not_let_the_viewer_read_is_refused()
    {
        Assert.Contains("no policy allows engineer", await RefusedAsync(policies: []), StringComparison.OrdinalIgnoreCase);
        var allow = new PolicyConfig { Name = "all-may", Effect = PolicyEffect.Allow, Scope = PolicyScope.Session };
        var approval = new ApprovalRequirement(["dba"], GrantMinutes: 30);
        Assert.Contains("needs an approval", await RefusedAsync(allow, new PolicyConfig { Name = "ask-first", Effect = PolicyEffect.Approve, Scope = PolicyScope.Session, Approval = approval }), StringComparison.Ordinal);
        Assert.Contains("not for you", await RefusedAsync(allow, new PolicyConfig { Name = "no-people", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Sql = new SqlMatch { Tables = ["ask.people"] }, Message = "not for you" }), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("needs an approval (policy ask-always)", await RefusedAsync(allow, new PolicyConfig { Name = "ask-always", Effect = PolicyEffect.Approve, Scope = PolicyScope.Operation, Approval = new ApprovalRequirement(["dba"]) }), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Somebody_disabled_and_a_column_that_is_not_there_get_no_sample()
    {
        Use();
        Assert.Contains("no column", (await asker.SampleAsync("ask", "people", "nothing")).Problem, StringComparison.Ordinal);
        asker.Snapshots.Replace(asker.Snapshots.Current! with { Version = 3, DisabledIdentities = ["engineer"] });
        Assert.Contains("disabled", (await asker.SampleAsync("ask", "people", "note")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_waits_for_the_configuration_that_it_must_rest_on()
    {
        var asking = asker.AskAsync(Asker.Of(AgentQuestionKind.Schema) with { Filter = "ask.people", SnapshotVersion = 2 });
        Use(emails);
        Assert.Equal("emails", Assert.Single((await asking).Schema!.Tables).Columns[1].Rule);
        Assert.Contains("newest configuration", (await asker.AskAsync(Asker.Of(AgentQuestionKind.Schema) with { SnapshotVersion = 99 })).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_for_probing_alone_and_an_unknown_connection_is_told()
    {
        Assert.Contains("Save the connection first", (await asker.AskAsync(Asker.Of(AgentQuestionKind.Schema) with { Draft = Connection() })).Problem, StringComparison.Ordinal);
        Assert.Contains("does not serve", (await asker.AskAsync(Asker.Of(AgentQuestionKind.Schema) with { Connection = "other" })).Problem, StringComparison.Ordinal);
    }

    private async Task<string> RefusedAsync(params PolicyConfig[] policies)
    {
        asker.Snapshots.Replace(Some.Snapshot(2, Connection()) with { Policies = [.. policies] });
        var reply = await asker.SampleAsync("ask", "people", "note");
        Assert.Null(reply.Sample);
        return reply.Problem!;
    }

    private void Use(params MaskingRuleConfig[] rules) => asker.Snapshots.Replace(Some.Snapshot(2, Connection()) with
    {
        Policies = [new PolicyConfig { Name = "all-may", Effect = PolicyEffect.Allow, Scope = PolicyScope.Session }],
        MaskingRules = [.. rules],
    });

    private ConnectionConfig Connection() => Dialling.Connection(server.Port, "app");

    private static (string Class, bool ByName, double? Share) Told(SensitiveFinding f) => (f.Class, f.ByName, f.Share is { } share ? Math.Round(share, 2) : null);
}
