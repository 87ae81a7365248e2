using System.Security.Cryptography;
using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Data;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HoopLike.Console.Tests.Agents;

/// <summary>What the console asks agents, wherever they are linked.</summary>
[Collection(nameof(Stores))]
public sealed class AgentQuestionsTests(Stores stores)
{
    static readonly Actor me = new("engineer", null);
    static readonly CallerIdentity viewer = new("engineer", CallerKind.Human, ["platform"], "password");
    static readonly ConnectionProbe fine = new([new ProbeStep("Connect", ProbeOutcome.Ok, "Connected.", 3)]);

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_draft_is_probed_with_the_stored_password_and_nothing_of_it_stays_behind(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        await using var agent = await JoinAsync(console);
        AgentQuestion? asked = null;
        agent.Answering = q =>
        {
            asked = q;
            return new AgentReply { Probe = fine };
        };
        var draft = (await console.Get<ConfigurationService>().ReadAsync(default)).Connections!.Value.Single(c => c.Config.Name == "shop");
        draft = draft with { Config = draft.Config with { Target = draft.Config.Target with { Host = "elsewhere" } } };

        var probe = await console.Get<AgentQuestions>().ProbeAsync(draft, me, default);

        Assert.True(probe.Succeeded);
        Assert.Equal(["Agent", "Connect"], probe.Steps.Select(s => s.Name));
        Assert.Equal(("elsewhere", SomeConfig.TargetPassword), (asked!.Draft!.Target.Host, asked.Draft.Credential.Password!.Reveal()));
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        Assert.Empty(await db.Set<AgentAnswerEntity>().ToListAsync());
        var entry = (await console.Get<AuditLog>().ReadAsync(null, 50, default)).Single(a => a.Action == "connection.probed");
        Assert.Equal(("engineer", "connection shop", "elsewhere:5432 as shop_owner"), (entry.Actor, entry.Target, entry.Detail));
    }

    [Fact]
    public async Task An_agent_linked_to_another_console_is_asked_all_the_same()
    {
        using var directory = new TempDirectory();
        var settings = await stores.PostgresSettingsAsync();
        await using var first = await RunningConsole.StartAsync(SomeConfig.Yaml, directory, null, settings);
        await using var second = await RunningConsole.StartAsync(SomeConfig.Yaml, directory, null, settings);
        await using var agent = await JoinAsync(first);
        // Larger than a notification may be.
        var tables = Enumerable.Range(0, 500).Select(i => new TargetTable("public", $"table_{i}", "table", [new TargetColumn("id", "integer"), new TargetColumn("email", "text", "customer-pii")]));
        agent.Answering = q => new AgentReply { Schema = new TargetSchema("shop", [.. tables], 0) };

        var answer = await second.Get<AgentQuestions>().SchemaAsync("shop", null, me, default);

        Assert.Equal(500, answer.Value!.Tables.Length);
        Assert.Equal("customer-pii", answer.Value.Tables[499].Columns[1].Rule);
        Assert.Null(answer.Problem);
    }

    [Fact]
    public async Task Two_consoles_ask_one_agent_once()
    {
        using var directory = new TempDirectory();
        var settings = await stores.PostgresSettingsAsync();
        await using var first = await RunningConsole.StartAsync(SomeConfig.Yaml, directory, null, settings);
        await using var second = await RunningConsole.StartAsync(SomeConfig.Yaml, directory, null, settings);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (_, id) = await FakeAgent.EnrolAsync(first, key, "local", SomeConfig.AgentToken);
        await using var here = await FakeAgent.ConnectAsync(first, AgentJwt.Of(id, key), AgentHubAddress.Control);
        await using var there = await FakeAgent.ConnectAsync(second, AgentJwt.Of(id, key), AgentHubAddress.Control);
        var questions = 0;
        here.Answering = there.Answering = q =>
        {
            Interlocked.Increment(ref questions);
            return new AgentReply { Schema = new TargetSchema("shop", [], 0) };
        };

        for (var i = 0; i < 5; i++) Assert.NotNull((await second.Get<AgentQuestions>().SchemaAsync("shop", null, me, default)).Value);

        Assert.Equal(5, questions);
    }

    [Fact]
    public async Task A_scan_goes_on_until_the_last_table_and_tells_how_far_it_is()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        await using var agent = await JoinAsync(console);
        agent.Answering = q => q.After is null
            ? new AgentReply { Scan = new ScanPage([Finding("a", "email")], new TableName("public", "a"), 1, 2, []) }
            : new AgentReply { Scan = new ScanPage([Finding("b", "phone")], null, 2, 2, [new UnreadTable(new TableName("public", "b"), "it was locked")]) };
        var told = new List<ScanProgress>();

        var answer = await console.Get<AgentQuestions>().ScanAsync("shop", me, new Told(told), default);

        Assert.Equal(["a", "b"], answer.Value!.Findings.Select(f => f.Column.Table));
        Assert.Equal([new ScanProgress(1, 2), new ScanProgress(2, 2)], told);
        Assert.Equal("it was locked", Assert.Single(answer.Value.Unread).Why);
        Assert.Single(await console.Get<AuditLog>().ReadAsync(null, 50, default), a => a is { Action: "connection.scan-asked", Actor: "engineer" });
    }

    [Fact]
    public async Task A_sample_is_for_the_one_who_asks_and_rests_on_the_newest_rules()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        await using var agent = await JoinAsync(console);
        AgentQuestion? asked = null;
        agent.Answering = q =>
        {
            asked = q;
            return new AgentReply { Problem = "No policy lets you connect." };
        };
        var column = new ColumnName("public", "customers", "email");

        var answer = await console.Get<AgentQuestions>().SampleAsync("shop", column, viewer, me, default);

        Assert.Equal("No policy lets you connect.", answer.Problem);
        Assert.Equal("engineer", asked!.Viewer!.Name);
        Assert.Equal((await console.Get<SnapshotSource>().CurrentAsync(default)).Version, asked.SnapshotVersion);
        Assert.Null(asked.Draft);
        await Assert.ThrowsAsync<ArgumentException>(() => console.Get<AgentQuestions>().SampleAsync("shop", column, viewer with { Name = "somebody" }, me, default));
    }

    [Fact]
    public async Task Nobody_to_ask_is_told_at_once_and_so_is_an_unknown_connection()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var questions = console.Get<AgentQuestions>();

        Assert.Contains("No agent of this connection is online (local)", (await questions.SchemaAsync("shop", null, me, default)).Problem, StringComparison.Ordinal);
        Assert.Contains("no connection 'nowhere'", (await questions.SchemaAsync("nowhere", null, me, default)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_breaks_off_is_told_in_words()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var agent = await JoinAsync(console);

        var asking = console.Get<AgentQuestions>().SchemaAsync("shop", null, me, default);
        await agent.HearAsync(nameof(IAgentControlClient.Answer));
        await agent.DisposeAsync();

        Assert.Contains("gave no answer", (await asking).Problem, StringComparison.Ordinal);
    }

    static SensitiveFinding Finding(string table, string what) => new(new ColumnName("public", table, what), what, ByName: true, null);

    static async Task<FakeAgent> JoinAsync(RunningConsole console)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return await FakeAgent.JoinAsync(console, key);
    }

    sealed class Told(List<ScanProgress> list) : IProgress<ScanProgress>
    {
        public void Report(ScanProgress value) => list.Add(value);
    }
}
