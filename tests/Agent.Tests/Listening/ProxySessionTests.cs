using System.Net;
using System.Net.Sockets;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Listening;
using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Agent.Tests.Gates;
using HoopLike.Agent.Tests.Recording;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Listening;

/// <summary>The order of the story: nothing happens before what must come first, and what was opened is closed whatever goes wrong.</summary>
public sealed class ProxySessionTests : IAsyncLifetime
{
    private const string Key = "hlk_0123456789abcdefghijklmnopqrstuvwxyz";

    private readonly Socket target = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SpoolUnderTest spool = new();
    private readonly FakeConsoleLink link = new();
    private readonly SnapshotHolder snapshots = new();
    private readonly SessionRegistry registry = new();
    private readonly FakeProtocol protocol = new() { OnGreet = static _ => Task.FromResult<ClientGreeting?>(FakeProtocol.Greeting(Key)) };
    private readonly ConnectionConfig connection;
    private readonly ProxySession proxy;

    public ProxySessionTests()
    {
        target.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        target.Listen(10);
        connection = Some.Connection() with { Target = new TargetConfig("127.0.0.1", ((IPEndPoint)target.LocalEndPoint!).Port, "shop", TargetTlsMode.Disable) };
        Admit(PolicyEffect.Allow);
        var time = TimeProvider.System;
        var gate = new AccessGate(link, new ApprovalGate(link, time, NullLogger<ApprovalGate>.Instance), new LiveAccess(time), snapshots, time, NullLogger<AccessGate>.Instance);
        var connector = new TargetConnector(static s => new SocketStream(s), time, NullLogger<TargetConnector>.Instance);
        proxy = new ProxySession([protocol], snapshots, gate, connector, spool.Directory, registry, "local", time, NullLogger<ProxySession>.Instance);
    }

    /// <summary>Somebody dialled the target since the test began.</summary>
    private bool WasDialled => target.Poll(0, SelectMode.SelectRead);

    private IEnumerable<string> Recordings => Directory.Exists(spool.Path) ? Directory.EnumerateFiles(spool.Path, "*" + RecordingFormat.Extension) : [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        target.Dispose();
        await spool.DisposeAsync();
    }

    [Fact]
    public async Task A_session_is_greeted_dialled_logged_in_recorded_registered_relayed_and_closed()
    {
        protocol.OnRelay = (session, recorder) =>
        {
            Assert.Same(session, Assert.Single(registry.All));
            Assert.Single(Recordings);
            Assert.Equal(("report-bot", "shop", "postgres"), (session.Identity.Name, session.Connection, session.Protocol));
            return Task.FromResult("client said goodbye");
        };
        var proven = await RunAsync();
        Assert.Equal(["greet", "login", "relay", "dispose"], protocol.Told);
        Assert.True(proven);
        Assert.Empty(registry.All);
        Assert.Null(protocol.Failure);
        var events = SpoolUnderTest.Read(Assert.Single(Recordings));
        Assert.Equal(RecordKind.Opened, events[0].Kind);
        Assert.Equal("client said goodbye", events.Single(e => e.Kind == RecordKind.Closed).Read<ClosedEvent>().Reason);
        await AssertTargetClosedAsync();
    }

    [Fact]
    public async Task Who_wants_nothing_gets_nothing()
    {
        protocol.OnGreet = static _ => Task.FromResult<ClientGreeting?>(null);
        await RunAsync();
        AssertNothingHappened("greet", "dispose");
    }

    [Fact]
    public async Task A_refused_proof_never_dials()
    {
        protocol.OnGreet = static _ => Task.FromResult<ClientGreeting?>(FakeProtocol.Greeting(Key + "x"));
        Assert.False(await RunAsync());
        AssertNothingHappened("greet", "fail", "dispose");
        Assert.Equal(FailureKind.BadCredential, protocol.Failure!.Kind);
        Assert.Single(link.Audited);
    }

    [Fact]
    public async Task A_refused_admission_never_dials_and_leaves_an_audit_entry_but_no_recording()
    {
        Admit(PolicyEffect.Deny);
        await RunAsync();
        AssertNothingHappened("greet", "fail", "dispose");
        Assert.Equal((FailureKind.NoRight, "Policy: the-rule"), (protocol.Failure!.Kind, protocol.Failure.Detail));
        Assert.Single(link.Audited);
    }

    [Fact]
    public async Task A_client_that_leaves_while_its_connect_is_held_withdraws_its_ticket_and_never_dials()
    {
        Admit(PolicyEffect.Approve);
        var run = RunAsync();
        var request = await link.Asked;
        protocol.ClientGone.SetResult();
        await run;
        AssertNothingHappened("greet", "held", "dispose");
        Assert.Equal(request.Id, Assert.Single(link.Withdrawn).Id);
    }

    [Fact]
    public async Task An_approved_connect_goes_on_under_its_grant()
    {
        Admit(PolicyEffect.Approve);
        var (grant, until) = (Guid.NewGuid(), DateTimeOffset.UtcNow.AddMinutes(5));
        protocol.OnRelay = (session, _) =>
        {
            Assert.Equal((grant, until), (session.GrantId, session.GrantExpiresAt));
            return Task.FromResult("done");
        };
        var run = RunAsync();
        link.Decide(await link.Asked, grantId: grant, until: until);
        await run;
        Assert.Equal(["greet", "held", "login", "relay", "dispose"], protocol.Told);
    }

    [Fact]
    public async Task Without_a_configuration_nobody_is_proven()
    {
        var empty = new ProxySession([protocol], new SnapshotHolder(), null!, null!, spool.Directory, registry, "local", TimeProvider.System, NullLogger<ProxySession>.Instance);
        await RunAsync(empty);
        AssertNothingHappened("greet", "fail", "dispose");
        Assert.Equal(FailureKind.Unavailable, protocol.Failure!.Kind);
    }

    [Fact]
    public async Task A_target_out_of_reach_is_told_without_its_address()
    {
        var port = ((IPEndPoint)target.LocalEndPoint!).Port;
        target.Dispose();
        await RunAsync();
        Assert.Equal(["greet", "fail", "dispose"], protocol.Told);
        Assert.Equal(FailureKind.Unavailable, protocol.Failure!.Kind);
        Assert.DoesNotContain($"{port}", protocol.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(Recordings);
    }

    [Fact]
    public async Task A_refused_login_closes_the_target_and_leaves_no_recording()
    {
        protocol.OnLogin = static () => throw new AccessRefused(RefusalKind.Unavailable, "the target refused the gateway's credential");
        await RunAsync();
        Assert.Equal(["greet", "login", "fail", "dispose"], protocol.Told);
        Assert.Equal(FailureKind.Unavailable, protocol.Failure!.Kind);
        Assert.Empty(Recordings);
        await AssertTargetClosedAsync();
    }

    [Fact]
    public async Task What_cannot_be_recorded_does_not_happen()
    {
        Directory.Delete(spool.Path, recursive: true);
        await RunAsync();
        Assert.Equal(["greet", "login", "fail", "dispose"], protocol.Told);
        Assert.Equal(FailureKind.RecordingLost, protocol.Failure!.Kind);
        Assert.Empty(registry.All);
        await AssertTargetClosedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_breaks_is_closed_unregistered_and_told(bool inWords)
    {
        protocol.OnRelay = (_, _) => throw (inWords ? new SessionFailure(FailureKind.Protocol, "not the protocol") : new InvalidOperationException("inner matter"));
        await RunAsync();
        Assert.Equal(inWords ? FailureKind.Protocol : FailureKind.Unavailable, protocol.Failure!.Kind);
        Assert.DoesNotContain("inner matter", protocol.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(registry.All);
        Assert.Equal(inWords ? "not the protocol" : "the session broke", SpoolUnderTest.Read(Assert.Single(Recordings)).Single(e => e.Kind == RecordKind.Closed).Read<ClosedEvent>().Reason);
        await AssertTargetClosedAsync();
    }

    [Fact]
    public async Task The_reason_of_who_ended_the_session_stands_in_its_recording()
    {
        protocol.OnRelay = static (session, _) =>
        {
            session.End("killed by engineer: test");
            throw new SessionFailure(FailureKind.Ended, "The session was ended: killed by engineer: test");
        };
        await RunAsync();
        Assert.Equal("killed by engineer: test", SpoolUnderTest.Read(Assert.Single(Recordings)).Single(e => e.Kind == RecordKind.Closed).Read<ClosedEvent>().Reason);
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_greeting_is_no_failure()
    {
        protocol.OnGreet = static _ => throw new IOException("gone");
        await RunAsync();
        AssertNothingHappened("greet", "dispose");
    }

    private void Admit(PolicyEffect effect) => snapshots.Replace(Some.Snapshot(1, connection) with
    {
        ServiceAccounts = [Some.Account(Key)],
        Policies = [new PolicyConfig { Name = "somebody-may", Effect = PolicyEffect.Allow, Scope = PolicyScope.Session }, new PolicyConfig { Name = "the-rule", Effect = effect, Scope = PolicyScope.Session, Approval = effect == PolicyEffect.Approve ? new ApprovalRequirement(["dba"], 1, 300, 30) : null }],
    });

    /// <returns>Whether the client was counted as proven before the session was over.</returns>
    private async Task<bool> RunAsync(ProxySession? other = null)
    {
        var isProven = false;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var client = new AcceptedClient(socket, new IPEndPoint(IPAddress.Loopback, 5), () => isProven = true);
        await PumpThreads.RunAsync(async () =>
        {
            await (other ?? proxy).RunAsync(client, connection, CancellationToken.None);
            return 0;
        }).WaitAsync(Some.Patience);
        return isProven;
    }

    private void AssertNothingHappened(params string[] told)
    {
        Assert.Equal(told, protocol.Told);
        Assert.False(WasDialled);
        Assert.Empty(Recordings);
        Assert.Empty(registry.All);
    }

    private async Task AssertTargetClosedAsync()
    {
        using var accepted = await target.AcceptAsync().WaitAsync(Some.Patience);
        Assert.Equal(0, await accepted.ReceiveAsync(new byte[1]).WaitAsync(Some.Patience));
    }
}
