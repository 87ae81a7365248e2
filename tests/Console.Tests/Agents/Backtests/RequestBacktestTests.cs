using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Approvals;
using HoopLike.Console.Data;
using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Agents.Backtests;

public sealed class RequestBacktestTests : IAsyncLifetime
{
    static readonly ConnectionConfig api = new()
    {
        Name = "api", Protocol = ConnectionProtocol.Http, Listen = new(18080), Target = new("127.0.0.1", 80, null, TargetTlsMode.Disable), Credential = new("api", null),
    };

    static readonly PolicyConfig open = new() { Name = "open", Effect = PolicyEffect.Allow, Scope = PolicyScope.Session };

    RunningConsole console = null!;
    OpenGrants grants = null!;

    public async Task InitializeAsync()
    {
        console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        grants = await OpenGrants.ReadAsync(db, RecordedHistory.Yesterday, default);
    }

    public async Task DisposeAsync() => await console.DisposeAsync();

    [Theory]
    [InlineData("GET /admin/users", "paths: [/admin/**]", "NewlyDenied Exact")]
    [InlineData("GET /v1/../admin", "paths: [/admin/**]", "NewlyDenied Exact")]
    [InlineData("GET /v1", "paths: [/admin/**]", " Exact")]
    [InlineData("POST /v1", "models: [gpt-*]", "NewlyDenied KindsAndTables")]
    [InlineData("POST /v1\n\n{\"model\":\"gpt-5\"}", "models: [gpt-*]", "NewlyDenied Exact")]
    [InlineData("POST /v1\n\n{\"model\":\"small\"}", "models: [gpt-*]", " Exact")]
    [InlineData("POST /v1\n\n{\"model\":\"sm", "models: [gpt-*]", "NewlyDenied KindsAndTables")]
    [InlineData("GET /a%2fb", "paths: [/**]", " Exact")]
    [InlineData("drop table x", "paths: [/**]", " Exact")]
    public void A_recorded_request_is_judged_as_one(string text, string match, string expected)
    {
        var draft = Read($"effect: deny, scope: operation, match: {{http: {{{match}}}}}");
        var sql = Read("effect: deny, scope: operation, match: {sql: {kinds: [drop, opaque]}}") with { Name = "sql" };
        var snapshot = new AgentSnapshot { Version = 1, ConsoleAddress = "", Connections = [api], Policies = [open] };
        var judge = new BacktestJudge(new RuleSides(snapshot, new BacktestRules([open, draft, sql], [])), BacktestBaseline.Recorded, grants);
        var session = judge.Begin(new SessionEntity { Id = Guid.NewGuid(), Identity = "analyst", IdentityKind = CallerKind.Machine, Groups = [], Connection = "api", Protocol = "http", Agent = "local", StartedAt = RecordedHistory.Yesterday })!;
        var operation = new OperationEntity { SessionId = session.Session.Id, Sequence = 2, Number = 1, At = RecordedHistory.Yesterday, Text = text, Kinds = [], Tables = [], Verdict = "allow" };

        var changed = judge.Operation(session, operation, out var certainty);

        Assert.Equal(expected, $"{changed?.Changes.Single()} {certainty}");
        Assert.Equal(changed is null ? null : "p", changed?.Now.Rule);
    }

    static PolicyConfig Read(string yaml) => Console.Configuration.ConfigFile.Read($"policies: [{{name: p, {yaml}}}]", Console.Configuration.SecretSources.TextOnly).Config.Policies!.Value[0];
}
