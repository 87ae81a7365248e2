using System.Security.Cryptography;
using HoopLike.Console.Agents;
using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Console.Tests.Sessions;
using HoopLike.Console.Tests.Sessions.Replay;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Console.Tests.Agents;

public sealed class SessionProverTests : IAsyncLifetime
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    RunningConsole console = null!;

    public async Task InitializeAsync()
    {
        console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken);
    }

    public async Task DisposeAsync()
    {
        await console.DisposeAsync();
        key.Dispose();
    }

    async Task<ProvenSession> ProveAsync(StoredSession session, IProgress<double>? progress = null) =>
        (await console.Get<SessionProver>().ProveAsync(await session.EntityAsync(), progress ?? new Progress<double>(), CancellationToken.None))!;

    [Fact]
    public async Task A_recording_that_is_as_the_agent_wrote_it_holds()
    {
        var session = await StoredSession.StoreAsync(console, new SomeRecording(key).Operation(1, "select 1").Close(), key);
        var told = new Told();

        var proven = await ProveAsync(session, told);

        Assert.True(proven is { Holds: true, IsOpen: false, KeyIsEnrolled: true });
        Assert.Equal(1, told.Last);
    }

    [Fact]
    public async Task The_first_record_that_was_changed_is_named_and_the_list_says_so_from_then_on()
    {
        var session = await StoredSession.StoreAsync(console, new SomeRecording(key).Operation(1, "select 1").Operation(2, "select MARK").Close(), key);
        Assert.True((await session.EntityAsync()).Verified);
        var file = Directory.GetFiles(console.DataDir, $"{session.Id:n}{RecordingFormat.Extension}", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        var at = bytes.AsSpan().IndexOf("MARK"u8);
        bytes[at] = (byte)'B';
        await File.WriteAllBytesAsync(file, bytes);

        var proven = await ProveAsync(session);

        Assert.Equal((RecordingFaultKind.Changed, 3L), (proven.Proof.Fault!.Kind, proven.Proof.Fault.Record));
        Assert.False((await session.EntityAsync()).Verified);
    }

    [Fact]
    public async Task A_key_that_was_never_enrolled_proves_nothing()
    {
        using var strange = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var session = await StoredSession.StoreAsync(console, new SomeRecording(strange).Close(), strange);

        var proven = await ProveAsync(session);

        Assert.True(proven is { Proof.IsProven: true, KeyIsEnrolled: false, Holds: false });
    }

    [Fact]
    public async Task A_session_that_still_runs_is_in_order_so_far()
    {
        var session = await StoredSession.StoreAsync(console, new SomeRecording(key).Operation(1, "select 1"), key);

        Assert.True((await ProveAsync(session)).IsOpen);
        await console.Get<IRecordingStore>().DeleteAsync(session.Id, CancellationToken.None);
        Assert.Null(await console.Get<SessionProver>().ProveAsync(await session.EntityAsync(), new Progress<double>(), CancellationToken.None));
    }

    sealed class Told : IProgress<double>
    {
        public double Last { get; private set; }

        public void Report(double value) => Last = value;
    }
}
