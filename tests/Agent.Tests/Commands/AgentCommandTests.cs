using System.Text.Json;
using HoopLike.Agent.Link;
using HoopLike.Agent.Tests.Link;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HoopLike.Agent.Tests.Commands;

public sealed class AgentCommandTests : IAsyncLifetime
{
    private static readonly string maskingKey = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray());
    private readonly ScratchDirectory scratch = new();
    private FakeConsole console = null!;

    public async Task InitializeAsync() => console = await FakeConsole.StartAsync();

    public async Task DisposeAsync()
    {
        await console.DisposeAsync();
        scratch.Dispose();
    }

    [Fact]
    public async Task It_enrols_takes_its_snapshot_and_stops_cleanly_on_SIGTERM()
    {
        console.SnapshotAtHello = Json(7);
        using var agent = Start();
        Assert.True((await ReportAsync()).InForce);
        agent.Terminate();
        Assert.Equal(0, await agent.ExitAsync());
        Assert.DoesNotContain("enrol-me-once", agent.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(maskingKey, agent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_and_started_again_with_the_console_away_it_enforces_what_it_enforced()
    {
        console.SnapshotAtHello = Json(7);
        using (var first = Start())
        {
            await ReportAsync();
            first.Kill();
            await first.ExitAsync();
        }
        await console.DownAsync();
        using var second = Start("--log-format", "json");
        await second.SaysAsync("Snapshot 7 was restored from the cache");
        console.SnapshotAtHello = Json(8);
        await console.UpAsync();
        Assert.Equal(8, (await ReportAsync()).Version);
        Assert.Equal(1, console.Enrolments.Reader.Count);
        second.Terminate();
        Assert.Equal(0, await second.ExitAsync());
        Assert.All(second.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task It_waits_for_a_console_that_is_away_and_still_stops_cleanly()
    {
        await console.DownAsync();
        using var agent = Start();
        await agent.SaysAsync("Not enrolled yet");
        agent.Terminate();
        Assert.Equal(0, await agent.ExitAsync());
    }

    [Fact]
    public async Task A_refused_token_ends_it_with_a_clear_word()
    {
        console.Enrol = static _ => Results.Problem("The token was used before.", statusCode: 401);
        using var agent = Start();
        Assert.Equal(1, await agent.ExitAsync());
        await agent.SaysAsync("The token was used before.");
    }

    [Fact]
    public async Task A_key_that_others_can_read_ends_it_with_what_to_do()
    {
        AgentKeyRing.LoadOrCreate(scratch.Data);
        File.SetUnixFileMode(scratch.Data.PathOf(AgentKeyRing.FileName), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        using var agent = Start();
        Assert.Equal(1, await agent.ExitAsync());
        await agent.SaysAsync("chmod 600");
    }

    [Fact]
    public async Task A_second_agent_on_one_data_directory_is_refused()
    {
        using var first = Start();
        await first.SaysAsync("control link");
        using var second = Start();
        Assert.Equal(1, await second.ExitAsync());
        await second.SaysAsync("cannot go on");
    }

    private static string Json(long version) => JsonSerializer.Serialize(Some.Snapshot(version) with { MaskingKey = new Secret(maskingKey) }, SnapshotJson.Revealing);

    private AgentProcess Start(params string[] more) => new(
        ["agent", "--data-dir", scratch.Data.FullPath, .. more],
        ("HOOPLIKE_CONSOLE", console.Address.ToString()),
        ("HOOPLIKE_AGENT_NAME", "local"),
        ("HOOPLIKE_AGENT_TOKEN", "enrol-me-once"));

    private async Task<SnapshotReport> ReportAsync() => await console.Snapshots.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);
}
