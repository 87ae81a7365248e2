using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Console.Tests.Sessions;

public sealed class SessionsApiTests : IAsyncLifetime
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    RunningConsole console = null!;
    FakeAgent agent = null!;
    FakeAgent recordings = null!;

    public async Task InitializeAsync()
    {
        console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var (_, id) = await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken);
        agent = await FakeAgent.ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Control);
        recordings = await FakeAgent.ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Recordings);
    }

    public async Task DisposeAsync()
    {
        await agent.DisposeAsync();
        await recordings.DisposeAsync();
        await console.DisposeAsync();
        key.Dispose();
    }

    [Fact]
    public async Task A_live_session_is_followed_to_its_end()
    {
        var recording = new SomeRecording(key).Operation(1, "select 'one'");
        await SendAsync(recording);
        using var client = console.Client(SomeConfig.AuditorKey);
        using var lines = new StreamReader(await client.GetStreamAsync($"/api/v1/sessions/{recording.Id}/events?follow=true"));

        var kinds = new List<string>();
        for (var n = 0; n < 3; n++) kinds.Add(await KindAsync(lines));
        await SendAsync(recording.Operation(2, "select 'two'").Close());
        while (await lines.ReadLineAsync() is { } line) kinds.Add((string)JsonNode.Parse(line)!["kind"]!);

        Assert.Equal(["opened", "operation", "result", "operation", "result", "closed"], kinds);
    }

    [Fact]
    public async Task Callers_see_their_own_sessions_and_auditors_all()
    {
        var own = new SomeRecording(key, identity: "analyst");
        var other = new SomeRecording(key, identity: "dirk");
        await SendAsync(own);
        await SendAsync(other);

        Assert.Equal([own.Id.ToString()], await ListedAsync(SomeConfig.AnalystKey, ""));
        Assert.Empty(await ListedAsync(SomeConfig.AnalystKey, "?identity=dirk"));
        Assert.Equal(2, (await ListedAsync(SomeConfig.AuditorKey, "")).Count);
        Assert.Equal(HttpStatusCode.NotFound, (await console.GetAsync(SomeConfig.AnalystKey, $"/api/v1/sessions/{other.Id}/events")).Status);
    }

    [Fact]
    public async Task The_recording_is_given_out_as_the_agent_wrote_it()
    {
        var recording = new SomeRecording(key).Operation(1, "select 1").Close();
        await SendAsync(recording);
        using var client = console.Client(SomeConfig.AuditorKey);

        var bytes = await client.GetByteArrayAsync($"/api/v1/sessions/{recording.Id}/recording");

        Assert.True(RecordingVerifier.Verify(new MemoryStream(bytes)).IsProven);
    }

    [Fact]
    public async Task Operations_come_as_a_table_in_which_no_spreadsheet_finds_a_formula()
    {
        var recording = new SomeRecording(key).Operation(1, "=cmd|' /C calc'!A0").Operation(2, "select \"a\",\nb").Operation(3, "  @SUM(1)", "deny");
        await SendAsync(recording);
        using var client = console.Client(SomeConfig.AnalystKey);

        var csv = await client.GetStringAsync($"/api/v1/sessions/{recording.Id}/operations.csv");

        var lines = csv.Split("\r\n");
        Assert.Equal("number,sequence,at,verdict,policy,kinds,tables,text,caller,status,tookMicros,sentBytes,receivedBytes,maskedValues,run,thread,trace", lines[0]);
        Assert.EndsWith(",\"select\",\"public.customers\",\"'=cmd|' /C calc'!A0\",\"analyst\",,,,,,,,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",\"select \"\"a\"\",\nb\",\"analyst\",,,,,,,,", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("3,5,", lines[3], StringComparison.Ordinal);
        Assert.EndsWith(",\"deny\",\"p\",\"select\",\"public.customers\",\"'  @SUM(1)\",\"analyst\",,,,,,,,", lines[3], StringComparison.Ordinal);
        Assert.Equal("", lines[4]);
        Assert.Equal(HttpStatusCode.NotFound, (await console.GetAsync(SomeConfig.ApproverKey, $"/api/v1/sessions/{recording.Id}/operations.csv")).Status);
    }

    [Fact]
    public async Task A_kill_reaches_the_agent_with_its_reason()
    {
        var recording = new SomeRecording(key);
        await SendAsync(recording);

        var (status, _) = await console.PostAsync(SomeConfig.AdminKey, $"/api/v1/sessions/{recording.Id}/kill", new { reason = "an incident" });

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(recording.Id.ToString(), (string?)await agent.HearAsync(nameof(IAgentControlClient.EndSession)));
        await SendAsync(recording.Close());
        Assert.Equal(HttpStatusCode.Conflict, (await console.PostAsync(SomeConfig.AdminKey, $"/api/v1/sessions/{recording.Id}/kill", new { })).Status);
    }

    [Fact]
    public async Task An_agent_cannot_write_into_anothers_session()
    {
        var recording = new SomeRecording(key, agent: "remote");

        await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync(recording));
        Assert.Equal(HttpStatusCode.NotFound, (await console.GetAsync(SomeConfig.AuditorKey, $"/api/v1/sessions/{recording.Id}")).Status);
    }

    static async Task<string> KindAsync(StreamReader lines) => (string)JsonNode.Parse((await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)))!)!["kind"]!;

    Task SendAsync(SomeRecording recording) => recordings.CallAsync(nameof(IAgentRecordingsHub.Append), recording.Chunk());

    async Task<List<string>> ListedAsync(string bearer, string query) => [.. (await console.GetAsync(bearer, "/api/v1/sessions" + query)).Body!["items"]!.AsArray().Select(s => (string)s!["id"]!)];
}
