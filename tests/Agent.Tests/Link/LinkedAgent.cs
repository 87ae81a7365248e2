using HoopLike.Agent.Link;
using HoopLike.Agent.Sessions;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;

namespace HoopLike.Agent.Tests.Link;

/// <summary>The agent's side of the link, whole, against a <see cref="FakeConsole"/>.</summary>
internal sealed class LinkedAgent : IAsyncDisposable
{
    private readonly ScratchDirectory scratch = new();
    private readonly HttpClient http = new();
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public LinkedAgent(FakeConsole console, Func<AgentSnapshot, IReadOnlyList<string>>? validate = null)
    {
        var options = new LinkOptions(console.Address, "local", new Secret("enrol-me-once"));
        Keys = AgentKeyRing.LoadOrCreate(scratch.Data);
        Enrolment = new Enrolment(options, scratch.Data, Keys, http, TimeProvider.System, NullLogger<Enrolment>.Instance);
        var cache = new SnapshotCache(scratch.Data, Keys, NullLogger<SnapshotCache>.Instance);
        var intake = new SnapshotIntake(Holder, cache, validate ?? (static _ => []), NullLogger<SnapshotIntake>.Instance);
        var identity = new LinkIdentity(Keys, Enrolment, _ => intake.Reseal(), TimeProvider.System, NullLogger<LinkIdentity>.Instance);
        Control = new ConsoleLink(options, identity, Enrolment, intake, Holder, Sessions, static () => (7, 2), TimeProvider.System, NullLogger<ConsoleLink>.Instance);
        Recordings = new RecordingsLink(options, identity, TimeProvider.System, NullLogger<RecordingsLink>.Instance);
    }

    public DataDirectory Data => scratch.Data;

    public AgentKeyRing Keys { get; }

    public Enrolment Enrolment { get; }

    public SnapshotHolder Holder { get; } = new();

    public SessionRegistry Sessions { get; } = new();

    public ConsoleLink Control { get; }

    public RecordingsLink Recordings { get; }

    public void Start() => running = Task.WhenAll(RunAsync(), Task.CompletedTask);

    /// <summary>Ends when the control link is up.</summary>
    public async Task ConnectedAsync()
    {
        var up = new TaskCompletionSource();
        Control.ConnectionChanged += now =>
        {
            if (now) up.TrySetResult();
        };
        if (Control.IsConnected) return;
        await up.Task.WaitAsync(Some.Patience);
    }

    /// <summary>Ends when the control link is down.</summary>
    public async Task DisconnectedAsync()
    {
        var down = new TaskCompletionSource();
        Control.ConnectionChanged += now =>
        {
            if (!now) down.TrySetResult();
        };
        if (!Control.IsConnected) return;
        await down.Task.WaitAsync(Some.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ContinueWith(static _ => { }, TaskScheduler.Default);
        http.Dispose();
        scratch.Dispose();
    }

    private async Task RunAsync()
    {
        await Enrolment.EnsureAsync(stop.Token);
        await Task.WhenAll(Control.RunAsync(stop.Token), Recordings.RunAsync(stop.Token));
    }
}
