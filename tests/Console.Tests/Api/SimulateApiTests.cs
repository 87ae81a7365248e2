using System.Text.Json.Nodes;
using HoopLike.Console.Agents;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Api;

public sealed class SimulateApiTests : IClassFixture<RoleMatrixTests.Console>
{
    readonly RunningConsole console;

    public SimulateApiTests(RoleMatrixTests.Console console) => this.console = console.Running;

    [Fact]
    public async Task Says_the_verdict_the_deciding_policy_and_what_each_other_one_had_to_do_with_it()
    {
        var answer = await AskAsync(new { identity = "analyst", connection = "shop", operation = "drop table customers" });

        Assert.Equal(("deny", "nobody-drops", "Schema changes go through migrations."), ((string?)answer["verdict"], (string?)answer["policy"], (string?)answer["message"]));
        Assert.Equal("allow", (string?)answer["connect"]!["verdict"]);
        var others = answer["operation"]!["policies"]!.AsArray().Single(p => (string?)p!["name"] == "writes-need-a-dba")!;
        Assert.Equal(("silent", "match"), ((string?)others["role"], string.Join(',', others["silent"]!.AsArray().Select(s => (string?)s))));
        Assert.Equal(["drop"], answer["effect"]!["kinds"]!.AsArray().Select(k => (string?)k));
    }

    [Fact]
    public async Task A_known_identity_comes_with_its_groups_and_others_with_those_given()
    {
        Assert.Equal("allow", (string?)(await AskAsync(new { identity = "analyst", connection = "shop", operation = "select 1" }))["verdict"]);
        Assert.Equal("deny", (string?)(await AskAsync(new { identity = "visitor", connection = "shop", operation = "select 1" }))["verdict"]);
        Assert.Equal("allow", (string?)(await AskAsync(new { identity = "visitor", groups = new[] { "dba" }, connection = "shop", operation = "select 1" }))["verdict"]);
    }

    [Fact]
    public async Task Says_what_would_be_masked()
    {
        var masked = (await AskAsync(new { identity = "analyst", connection = "shop", operation = "select email from public.customers" }))["masked"]!.AsArray();

        Assert.Equal("customer-pii public.customers.email", $"{masked[0]!["rule"]} {masked[0]!["columns"]![0]}");
        Assert.Equal(["customers.email"], masked[0]!["masks"]!.AsArray().Select(c => (string?)c));
        Assert.Equal("cards-anywhere", (string?)masked[1]!["rule"]);
    }

    [Fact]
    public async Task Says_what_an_approval_asks_for()
    {
        var answer = await AskAsync(new { identity = "analyst", connection = "shop", operation = "delete from public.orders" });

        Assert.Equal(("approve", 1, true), ((string?)answer["verdict"], (int)answer["operation"]!["approval"]!["required"]!, (bool)answer["effect"]!["withoutWhere"]!));
    }

    [Theory]
    [InlineData("""{"connection":"shop"}""", 400)]
    [InlineData("""{"identity":"analyst"}""", 400)]
    [InlineData("""{"identity":"analyst","connection":"nowhere"}""", 404)]
    public async Task Says_what_is_missing(string body, int status) =>
        Assert.Equal(status, (int)(await console.PostAsync(SomeConfig.AdminKey, "/api/v1/simulate", JsonNode.Parse(body)!)).Status);

    [Fact]
    public async Task A_chain_is_tried_link_by_link()
    {
        var both = await AskAsync(new { identity = "dirk", actors = new[] { "analyst" }, connection = "shop", operation = "select 1" });
        var lacking = await AskAsync(new { identity = "dirk", actors = new[] { "stranger" }, connection = "shop" });

        Assert.Equal(("allow", "deny"), ((string?)both["connect"]!["verdict"], (string?)lacking["verdict"]));
        Assert.Contains("No policy allows stranger to connect to shop", (string?)lacking["message"], StringComparison.Ordinal);
        Assert.Equal(["dirk", "analyst"], both["connect"]!["policies"]!.AsArray().Single(p => (string?)p!["role"] == "decides")!["links"]!.AsArray().Select(l => (string?)l));
    }

    [Fact]
    public async Task A_draft_is_tried_in_the_place_of_what_it_replaces_and_nothing_is_stored()
    {
        var trial = console.Get<PolicyTrial>();
        var stored = (await console.Get<SnapshotSource>().CurrentAsync(default)).Policy("nobody-drops")!;
        var caller = await trial.CallerAsync("analyst", null, null, default);
        var question = new TrialQuestion(caller, "shop", "drop table customers");

        var renamed = await trial.AskAsync(question, new TrialDraft(stored with { Name = "renamed" }, "nobody-drops"), default);
        var watching = await trial.AskAsync(question, new TrialDraft(stored with { Mode = PolicyMode.Observe }, "nobody-drops"), default);
        var now = await trial.AskAsync(question, null, default);

        Assert.Equal("renamed", renamed!.Operation!.Verdict.Policy);
        Assert.Equal((PolicyEffect.Allow, "nobody-drops: deny"), (watching!.Operation!.Verdict.Effect, watching.Operation.Verdict.Observed.Single()));
        Assert.Equal("nobody-drops", now!.Operation!.Verdict.Policy);
    }

    [Fact]
    public async Task The_target_s_credential_is_not_in_the_answer()
    {
        var trial = console.Get<PolicyTrial>();

        var answer = await trial.AskAsync(new TrialQuestion(new CallerIdentity("analyst", CallerKind.Machine, ["analysts"], ""), "shop", "select 1"), null, default);

        Assert.Null(answer!.Connection.Credential.Password);
    }

    async Task<JsonNode> AskAsync(object question)
    {
        var (status, body) = await console.PostAsync(SomeConfig.AdminKey, "/api/v1/simulate", question);
        Assert.Equal(200, (int)status);
        return body!;
    }
}
