using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Link;

public sealed class ConsoleLinkTests : IAsyncLifetime
{
    private FakeConsole console = null!;
    private LinkedAgent agent = null!;

    public async Task InitializeAsync()
    {
        console = await FakeConsole.StartAsync();
        agent = new LinkedAgent(console, static s => s.ConsoleAddress == "nonsense" ? ["the console's address is nonsense"] : []);
    }

    public async Task DisposeAsync()
    {
        await agent.DisposeAsync();
        await console.DisposeAsync();
    }

    [Fact]
    public async Task It_says_hello_with_its_version_and_proves_itself_in_the_header_never_in_the_address()
    {
        agent.Start();
        var hello = await ReadAsync(console.Hellos);
        Assert.Equal(LinkOptions.Version, hello.Version);
        Assert.Null(hello.SnapshotVersion);
        Assert.All(console.Bearers, b => Assert.StartsWith("Bearer ey", b, StringComparison.Ordinal));
        Assert.All(console.Urls, u => Assert.Contains(u, (string[])[AgentHubAddress.Control, AgentHubAddress.Recordings]));
    }

    [Fact]
    public async Task A_pushed_snapshot_is_in_force_and_reported()
    {
        console.SnapshotAtHello = Json(Some.Snapshot(7, Some.Connection()));
        agent.Start();
        var report = await ReadAsync(console.Snapshots);
        Assert.True(report.InForce);
        Assert.Equal(7, report.Version);
        Assert.Equal("target-password", agent.Holder.Current!.Connections[0].Credential.Password!.Reveal());
        var status = await ReadAsync(console.Statuses);
        Assert.Equal((7, 0, 7L, 2), (status.SnapshotVersion, status.Sessions, status.SpoolBytes, status.SpoolFiles));
    }

    [Fact]
    public async Task An_invalid_snapshot_is_refused_and_the_one_before_stays()
    {
        console.SnapshotAtHello = Json(Some.Snapshot(7));
        agent.Start();
        await ReadAsync(console.Snapshots);
        await console.Agents.Clients.All.ApplySnapshot(Json(Some.Snapshot(8) with { ConsoleAddress = "nonsense" }));
        var refused = await ReadAsync(console.Snapshots);
        Assert.False(refused.InForce);
        Assert.Equal("the console's address is nonsense", Assert.Single(refused.Errors));
        await console.Agents.Clients.All.ApplySnapshot("{\"version\": 9, \"maskingKey\": [\"hush\"]}");
        var unreadable = await ReadAsync(console.Snapshots);
        Assert.False(unreadable.InForce);
        Assert.DoesNotContain("hush", string.Join(' ', unreadable.Errors), StringComparison.Ordinal);
        Assert.Equal(7, agent.Holder.Current!.Version);
    }

    [Fact]
    public async Task A_snapshot_of_five_megabytes_passes()
    {
        var words = string.Concat(Enumerable.Repeat("zehn Würste ", 40));
        var policies = Enumerable.Range(0, 10_000).Select(i => new PolicyConfig { Name = $"p{i}", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Message = words });
        var json = Json(Some.Snapshot(3) with { Policies = [.. policies] });
        Assert.True(json.Length > 5_000_000);
        console.SnapshotAtHello = json;
        agent.Start();
        Assert.True((await ReadAsync(console.Snapshots)).InForce);
        Assert.Equal(words, agent.Holder.Current!.Policies[9_999].Message);
    }

    [Fact]
    public async Task It_comes_back_when_the_console_does_and_sends_what_it_had_to_say_meanwhile()
    {
        agent.Start();
        await agent.ConnectedAsync();
        await console.DownAsync();
        await agent.DisconnectedAsync();
        var entry = new AgentAuditEntry(Guid.NewGuid(), DateTimeOffset.UnixEpoch, "connect-refused", "bot", "shop", "no right");
        agent.Control.Audit(entry);
        var used = Guid.NewGuid();
        var told = agent.Control.ReportUsedAsync(used);
        await Assert.ThrowsAsync<ConsoleUnreachableException>(() => agent.Control.OpenTicketAsync(Some.Request(Guid.NewGuid()), default));
        await console.UpAsync();
        Assert.Equal(entry, await ReadAsync(console.Audits));
        Assert.Equal(used, await ReadAsync(console.Used));
        await told.WaitAsync(Some.Patience);
    }

    [Fact]
    public async Task A_first_connect_that_fails_is_tried_again()
    {
        await console.DownAsync();
        agent.Start();
        await console.UpAsync();
        await ReadAsync(console.Hellos);
    }

    [Fact]
    public async Task A_decision_reaches_the_one_who_waits_for_it_once()
    {
        agent.Start();
        await agent.ConnectedAsync();
        var id = Guid.NewGuid();
        var heard = Channel.CreateUnbounded<ApprovalDecision>();
        using var waiting = agent.Control.OnDecision(id, d => heard.Writer.TryWrite(d));
        var opened = await agent.Control.OpenTicketAsync(Some.Request(id), default);
        Assert.Equal(id, opened.Id);
        await console.Agents.Clients.All.Decide(Some.Decision(Guid.NewGuid()));
        await console.Agents.Clients.All.Decide(Some.Decision(id));
        await console.Agents.Clients.All.Decide(Some.Decision(id));
        Assert.Equal(id, (await ReadAsync(heard)).Id);
        Assert.Null(await agent.Control.GetDecisionAsync(id, default));
        Assert.False(heard.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_decision_made_while_the_link_was_broken_is_fetched_after_the_reconnect()
    {
        agent.Start();
        await agent.ConnectedAsync();
        var id = Guid.NewGuid();
        var heard = Channel.CreateUnbounded<ApprovalDecision>();
        using var waiting = agent.Control.OnDecision(id, d => heard.Writer.TryWrite(d));
        await console.DownAsync();
        await agent.DisconnectedAsync();
        console.Decided[id] = Some.Decision(id);
        await console.UpAsync();
        var decision = await ReadAsync(heard);
        Assert.Equal((ApprovalStatus.Approved, "d1"), (decision.Status, decision.Digest));
    }

    [Fact]
    public async Task What_the_console_refuses_is_told_in_its_words_and_its_failures_are_not()
    {
        agent.Start();
        await agent.ConnectedAsync();
        var refused = await Assert.ThrowsAsync<ConsoleRefusedException>(() => agent.Control.OpenTicketAsync(Some.Request(Guid.NewGuid()) with { Policy = "unknown" }, default));
        Assert.Equal("No policy of that name asks for approval.", refused.Message);
        var failed = await Assert.ThrowsAsync<ConsoleUnreachableException>(() => agent.Control.SignListenerRequestAsync("pem", default));
        Assert.DoesNotContain("locked away", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_takes_long_holds_up_nothing_else()
    {
        var asked = new TaskCompletionSource<AgentQuestion>();
        var answer = new TaskCompletionSource<AgentReply>();
        agent.Control.Answering = question =>
        {
            asked.SetResult(question);
            return answer.Task;
        };
        agent.Start();
        await agent.ConnectedAsync();
        var question = new AgentQuestion { Id = Guid.NewGuid(), Kind = AgentQuestionKind.Probe, Connection = "shop", Draft = Some.Connection() };
        var answered = console.AskAsync(JsonSerializer.Serialize(question, SnapshotJson.Revealing));
        Assert.Equal("target-password", (await asked.Task.WaitAsync(Some.Patience)).Draft!.Credential.Password!.Reveal());
        await console.Agents.Clients.All.ApplySnapshot(Json(Some.Snapshot(7)));
        Assert.Equal(7, (await ReadAsync(console.Snapshots)).Version);
        Assert.False(answered.IsCompleted);
        answer.SetResult(new AgentReply { Problem = "none" });
        Assert.Equal("none", (await answered.WaitAsync(Some.Patience)).Problem);
    }

    [Fact]
    public async Task A_question_that_is_none_is_answered_in_words()
    {
        agent.Start();
        await agent.ConnectedAsync();
        Assert.Contains("does not understand", (await console.AskAsync("{\"hush\": [").WaitAsync(Some.Patience)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_console_ends_a_session_by_its_id()
    {
        agent.Start();
        await agent.ConnectedAsync();
        var session = Some.Session();
        agent.Sessions.Add(session);
        var ended = new TaskCompletionSource();
        using var registration = session.Ended.Register(ended.SetResult);
        await console.Agents.Clients.All.EndSession(session.Id, "killed by ann");
        await ended.Task.WaitAsync(Some.Patience);
        Assert.Equal("killed by ann", session.EndReason);
    }

    [Fact]
    public async Task A_revoked_agent_answers_when_it_has_ended_what_must_end()
    {
        var ended = "";
        agent.Control.Revoked += reason => ended = reason;
        agent.Start();
        await agent.ConnectedAsync();
        Assert.True(await console.AskAgent().Revoke("revoked by ann").WaitAsync(Some.Patience));
        Assert.Equal("revoked by ann", ended);
    }

    [Fact]
    public async Task An_agent_that_was_revoked_while_it_was_away_hears_it_when_it_comes_back()
    {
        var revoked = new TaskCompletionSource<string>();
        agent.Control.Revoked += reason => revoked.TrySetResult(reason);
        console.Revokes = "revoked by ann";
        console.RefusesConnects = true;
        agent.Start();
        Assert.Equal("revoked by ann", await revoked.Task.WaitAsync(Some.Patience));
    }

    [Fact]
    public async Task A_console_that_no_longer_knows_the_agent_is_offered_the_token_again()
    {
        console.RefusesConnects = true;
        agent.Start();
        var first = await ReadAsync(console.Enrolments);
        var second = await ReadAsync(console.Enrolments);
        Assert.Equal(first.PublicKey, second.PublicKey);
    }

    [Fact]
    public async Task Recordings_travel_in_chunks_of_the_greatest_size()
    {
        var up = new TaskCompletionSource();
        agent.Recordings.Connected += () => up.TrySetResult();
        agent.Start();
        await up.Task.WaitAsync(Some.Patience);
        var session = Guid.NewGuid();
        Assert.Equal(new RecordingAck(session, -1), Assert.Single(await agent.Recordings.ResumeAsync([session], default)));
        var chunk = new RecordingChunk(session, 0, new byte[AgentHubAddress.ChunkLimit], Closed: false);
        Assert.Equal(new RecordingAck(session, -1), await agent.Recordings.AppendAsync(chunk, default));
        Assert.Equal(chunk.Records, (await ReadAsync(console.Chunks)).Records);
    }

    private static string Json(AgentSnapshot snapshot) => JsonSerializer.Serialize(snapshot, SnapshotJson.Revealing);

    private static async Task<T> ReadAsync<T>(Channel<T> channel) => await channel.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);
}
