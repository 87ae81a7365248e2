using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Data;
using HoopLike.Console.Policies;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Snapshot;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HoopLike.Console.Tests.Configuration;

[Collection(nameof(Stores))]
public sealed class ConfigurationServiceTests(Stores stores)
{
    static readonly Actor me = new("tester", null);

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Applying_the_same_twice_changes_nothing(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var before = await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config?dryRun=true", "agents: []");

        var (status, body) = await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", SomeConfig.Yaml);

        Assert.Equal(System.Net.HttpStatusCode.OK, status);
        Assert.Empty(body!["changes"]!.AsArray());
        Assert.Equal(400, (int)before.Status);
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        Assert.Equal((long)body["version"]!, await CounterEntity.ReadAsync(db, CounterEntity.SnapshotVersion, default));
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_section_is_replaced_whole_and_an_absent_one_is_left_alone(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);

        var (_, body) = await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", "policies:\n  - {name: nobody-drops, effect: deny, scope: operation, match: {sql: {kinds: [drop]}}}");

        Assert.Equal(["changed nobody-drops", "removed analysts-may-connect", "removed two-for-the-vault", "removed writes-need-a-dba"],
            body!["changes"]!.AsArray().Select(c => $"{c!["action"]} {c["name"]}").Order());
        var config = await console.Get<ConfigurationService>().ReadAsync(default);
        Assert.Equal(["nobody-drops"], config.Policies!.Value.Select(p => p.Name));
        Assert.Equal(2, config.Connections!.Value.Length);
    }

    [Fact]
    public async Task A_dry_run_tells_and_changes_nothing()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);

        var (_, body) = await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config?dryRun=true", "maskingRules: []");

        Assert.Equal(2, body!["changes"]!.AsArray().Count);
        Assert.Equal(2, (await console.Get<ConfigurationService>().ReadAsync(default)).MaskingRules!.Value.Length);
    }

    [Fact]
    public async Task Nothing_is_changed_while_there_is_one_mistake()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);

        var (status, body) = await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", "maskingRules: []\npolicies: [{name: p, effect: x, scope: session}, {name: p, effect: deny, scope: session, colour: red}]");

        Assert.Equal(400, (int)status);
        Assert.Equal(3, body!["errors"]!.AsArray().Count);
        Assert.StartsWith("config:2: policies[0].effect: ", (string)body["errors"]![0]!, StringComparison.Ordinal);
        Assert.Equal(2, (await console.Get<ConfigurationService>().ReadAsync(default)).MaskingRules!.Value.Length);
    }

    [Theory]
    [InlineData("users: [{name: u, password: {env: PATH}}]")]
    [InlineData("users: [{name: u, password: {file: /etc/passwd}}]")]
    public async Task A_remote_caller_reads_neither_environment_nor_disk(string yaml)
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);

        var (status, body) = await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", yaml);

        Assert.Equal(400, (int)status);
        Assert.Contains("a secret sent over REST stands in the text", body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_read_can_be_applied_and_keeps_the_secrets()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        using var client = console.Client(SomeConfig.AdminKey);
        var yaml = await client.GetStringAsync("/api/v1/config");

        var (_, body) = await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", yaml);

        Assert.Empty(body!["changes"]!.AsArray());
        var image = await console.Get<SnapshotSource>().CurrentAsync(default);
        Assert.Equal(SomeConfig.TargetPassword, image.Connection("shop")!.Credential.Password!.Reveal());
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task The_later_of_two_editors_learns_that_the_other_was_first(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var service = console.Get<ConfigurationService>();
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        var seen = await db.Set<PolicyEntity>().AsNoTracking().SingleAsync(p => p.Name == "nobody-drops");

        var first = await service.SaveAsync(seen.Config with { Message = "first" }, seen.Version, me, default);
        var second = await service.SaveAsync(seen.Config with { Message = "second" }, seen.Version, me, default);

        Assert.True(first.Accepted);
        Assert.True(second.Conflict);
        Assert.Equal("first", (await service.ReadAsync(default)).Policies!.Value.Single(p => p.Name == "nobody-drops").Message);
    }

    [Fact]
    public async Task An_editor_is_held_to_the_same_rules_as_the_file()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var policy = new PolicyConfig { Name = "fresh", Effect = PolicyEffect.Approve, Scope = PolicyScope.Operation };

        var outcome = await console.Get<ConfigurationService>().SaveAsync(policy, null, me, default);

        Assert.Equal("policies[4].approval", Assert.Single(outcome.Mistakes).Path);
    }

    [Fact]
    public async Task What_others_refer_to_is_not_removed()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);

        var outcome = await console.Get<ConfigurationService>().RemoveAsync<AgentConfig>("remote", me, default);

        Assert.Contains(outcome.Mistakes, m => m.What == "there is no agent 'remote'.");
    }

    [Fact]
    public async Task Each_change_is_in_the_audit_log_and_the_chain_holds()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        await console.Get<ConfigurationService>().RemoveAsync<MaskingRuleConfig>("cards-anywhere", me, default);

        var entry = (await console.Get<AuditLog>().ReadAsync(null, 1, default))[0];

        Assert.Equal(("tester", "masking-rule.removed", "masking rule cards-anywhere"), (entry.Actor, entry.Action, entry.Target));
        Assert.Null(await console.Get<AuditLog>().FirstBrokenAsync(default));
    }
}
