using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.EndToEnd.Tests.Disruptions;

/// <summary>The agent's key is changed and revoked under running psqls.</summary>
public sealed class AgentKeyTests(OwnStack own, ITestOutputHelper output) : IClassFixture<OwnStack>
{
    [Fact]
    public async Task A_psql_lives_through_a_change_of_the_agents_key_and_both_recordings_verify()
    {
        var stack = own.Stack;
        using var admin = stack.Api(Caller.Admin);
        var (first, second) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
        await using var gate = await stack.Postgres.OpenAsync();
        await gate.AskAsync("select pg_try_advisory_lock(4711)");
        await using var psql = await stack.Psql(stack.Plan.Shop, Caller.Analyst).StartAsync($"select '{first}'", "select 1 from pg_advisory_lock(4711)", "select 'after'");
        await Until.SomeAsync(() => Sessions.FindAsync(admin, "shop", first));
        var before = await ProcessAsync(admin);

        var watch = Stopwatch.StartNew();
        var rotated = await admin.PostAsync($"agents/local/processes/{before["id"]}/rotate-key", new { });
        output.WriteLine($"rotated in {watch.ElapsedMilliseconds} ms");
        Assert.NotEqual((string)before["keyId"]!, (string)rotated["keyId"]!);
        Assert.False(psql.HasExited);
        await gate.AskAsync("select pg_advisory_unlock(4711)");
        Assert.Equal(0, await psql.ExitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("after", psql.Output, StringComparison.Ordinal);
        await stack.Psql(stack.Plan.Shop, Caller.Analyst).AskAsync($"select '{second}'");

        Assert.Equal((string)before["keyId"]!, await SignedByAsync(admin, first));
        Assert.Equal((string)rotated["keyId"]!, await SignedByAsync(admin, second));

        // It comes back with the new key, after a restart too.
        stack.Agent.Signal("TERM");
        Assert.Equal(0, await stack.Agent.ExitAsync(TimeSpan.FromSeconds(30)));
        await stack.StartAgentAsync();
        await Until.HoldsAsync(async () => await ProcessAsync(admin) is { } now && (string?)now["status"] == "online" && (string?)now["keyId"] == (string?)rotated["keyId"]);
    }

    [Fact]
    public async Task Revoking_an_agent_ends_an_open_psql_with_the_reason_in_its_recording_and_the_agent_for_good()
    {
        await using var stack = await HoopLikeStack.StartAsync();
        using var admin = stack.Api(Caller.Admin);
        var word = Guid.NewGuid().ToString("N");
        using var kept = new TempFolder();
        await Command.RunAsync("cp", ["-a", stack.AgentData, kept.File("agent")]);
        await using var psql = await stack.Psql(stack.Plan.Shop, Caller.Analyst).StartAsync($"select '{word}'", "select pg_sleep(60)");
        await Until.SomeAsync(() => Sessions.FindAsync(admin, "shop", word));
        var process = await ProcessAsync(admin);

        var watch = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.NoContent, (await admin.TryPostAsync($"agents/local/processes/{process["id"]}/revoke", new { })).Status);
        Assert.NotEqual(0, await psql.ExitAsync(TimeSpan.FromSeconds(20)));
        output.WriteLine($"psql ended {watch.ElapsedMilliseconds} ms after the revocation was asked for");
        // A second is what it takes; the machine may be busy with other things.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains("this agent was revoked by ops-admin", psql.Output, StringComparison.Ordinal);
        Assert.Equal(1, await stack.Agent.ExitAsync(TimeSpan.FromSeconds(30)));
        output.WriteLine($"the agent stopped after {watch.ElapsedMilliseconds} ms");

        Assert.Contains("Revoked: this agent was revoked by ops-admin", stack.Agent.Output, StringComparison.Ordinal);
        foreach (var file in new[] { "agent.key", "agent.json", "snapshot.sealed", "listener.key" }) Assert.False(File.Exists(Path.Combine(stack.AgentData, file)), file);
        var session = await admin.GetAsync($"sessions/{await Sessions.EndedAsync(admin, "shop", word)}");
        Assert.Contains("this agent was revoked by ops-admin", (string)session["end"]!, StringComparison.Ordinal);
        Assert.True((bool)session["verified"]!);
        Assert.Equal("revoked", (string?)(await ProcessAsync(admin))["status"]);

        // Neither with a copy of its old key, nor with the token that it spent.
        await using var ghost = await StartAsync(stack, kept.File("agent"));
        Assert.Equal(1, await ghost.ExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("Revoked: this agent was revoked by ops-admin", ghost.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(kept.File("agent"), "snapshot.sealed")));
        await using var anew = await StartAsync(stack, stack.AgentData);
        Assert.Equal(1, await anew.ExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("wrong or was used before", anew.Output, StringComparison.Ordinal);
    }

    static Task<ChildProcess> StartAsync(HoopLikeStack stack, string data) => ChildProcess.StartAsync(
        "dotnet", [ProductFiles.Agent, "agent", "--console", stack.Address, "--name", "local", "--data-dir", data], new Dictionary<string, string> { ["HOOPLIKE_AGENT_TOKEN"] = stack.Plan.EnrolmentToken });

    static async Task<JsonObject> ProcessAsync(ApiClient admin) => Assert.Single(await admin.ListAsync("agents/local/processes"));

    /// <summary>The key by which the recording of the session that said this proves itself, to the console and to who has only the file.</summary>
    static async Task<string> SignedByAsync(ApiClient admin, string word)
    {
        var id = await Sessions.EndedAsync(admin, "shop", word);
        Assert.True((bool)(await admin.GetAsync($"sessions/{id}"))["verified"]!);
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.File("session"), await admin.BytesAsync($"sessions/{id}/recording"));
        var outcome = await Command.RunAsync("dotnet", [ProductFiles.Agent, "verify", "--json", folder.File("session")]);
        Assert.Equal(0, outcome.ExitCode);
        return (string)JsonNode.Parse(outcome.Out)!["keyId"]!;
    }
}
