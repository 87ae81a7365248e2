using System.Collections.Frozen;
using System.Collections.Immutable;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Listening;
using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Http.Mcp;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Recording;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Commands;

/// <summary>The running agent: what it is made of, from the data directory up to the listeners, and how it starts and stops.</summary>
public sealed class AgentHost : IAsyncDisposable
{
    private static readonly TimeSpan drainLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan endLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan flushLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan lookInterval = TimeSpan.FromMilliseconds(50);

    private readonly ILogger<AgentHost> log;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource endSessions = new();
    private readonly CancellationTokenSource quit = new();
    private readonly HttpClient toConsole = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly CancellationTokenSource revoked = new();
    private readonly DataDirectory directory;
    private readonly AgentKeyRing keys;
    private readonly Enrolment enrolment;
    private readonly SnapshotIntake intake;
    private readonly SpoolDirectory spool;
    private readonly SessionRegistry sessions = new();
    private readonly ConsoleLink console;
    private readonly RecordingsLink recordings;
    private readonly RecordingUploader uploader;
    private readonly LiveSessionEnforcer enforcer;
    private readonly ListenerCertificateHolder certificate;
    private readonly HttpProtocol http;
    private readonly Reception reception;
    private readonly ListenerSupervisor listeners;
    private readonly QuestionDesk questions;
    private volatile string? whyRevoked;

    /// <exception cref="InvalidDataException">A key in the data directory is not usable; the message says what to do.</exception>
    /// <exception cref="IOException">The data directory is not usable.</exception>
    public AgentHost(AgentOptions options, ILoggerFactory logs, TimeProvider time)
    {
        log = logs.CreateLogger<AgentHost>();
        this.time = time;

        // Who we are.
        directory = new DataDirectory(options.DataDirectory);
        keys = AgentKeyRing.LoadOrCreate(directory);
        log.Starting(options.Link.AgentName, LinkOptions.Version, options.Link.Console, directory.FullPath, keys.Current.KeyId);
        if (!options.Link.IsProtected) log.LinkNotProtected(options.Link.Console);
        enrolment = new Enrolment(options.Link, directory, keys, toConsole, time, logs.CreateLogger<Enrolment>());

        // What we enforce, as last known.
        var snapshots = new SnapshotHolder();
        intake = new SnapshotIntake(snapshots, new SnapshotCache(directory, keys, logs.CreateLogger<SnapshotCache>()), static s => Mistakes(s), logs.CreateLogger<SnapshotIntake>());

        // What we record.
        spool = new SpoolDirectory(directory.PathOf("spool"), keys.Current, new SpoolOptions(), time, logs.CreateLogger<SpoolDirectory>());

        // The console.
        var identity = new LinkIdentity(keys, enrolment, UseKey, time, logs.CreateLogger<LinkIdentity>());
        console = new ConsoleLink(options.Link, identity, enrolment, intake, snapshots, sessions, () => (spool.Bytes, spool.Files), time, logs.CreateLogger<ConsoleLink>());
        recordings = new RecordingsLink(options.Link, identity, time, logs.CreateLogger<RecordingsLink>());
        console.Revoked += Leave;
        uploader = new RecordingUploader(spool, recordings, logs.CreateLogger<RecordingUploader>());

        // Who may go on, and who may begin.
        var live = new LiveAccess(time);
        var approvals = new ApprovalGate(console, time, logs.CreateLogger<ApprovalGate>());
        var access = new AccessGate(console, approvals, live, snapshots, time, logs.CreateLogger<AccessGate>());
        enforcer = new LiveSessionEnforcer(sessions, () => snapshots.Current, (snapshot, session) => whyRevoked ?? live.MustEnd(snapshot, session), time, logs.CreateLogger<LiveSessionEnforcer>());
        snapshots.Changed += _ => enforcer.Wake();

        // The protocols.
        var targets = new TargetConnector(static socket => new SocketStream(socket), time, logs.CreateLogger<TargetConnector>());
        certificate = new ListenerCertificateHolder(directory, snapshots, console, options.ListenAddress, time, logs.CreateLogger<ListenerCertificateHolder>());
        var postgres = PostgresProtocol.Create(() => certificate.Current, snapshots, access, approvals, targets, sessions, time, logs);
        var session = new ProxySession([postgres.Handler], snapshots, access, targets, spool, sessions, options.Link.AgentName, time, logs.CreateLogger<ProxySession>());
        http = HttpProtocol.Create(() => certificate.Current, session, snapshots, access, approvals, targets, new SealedFile(directory, keys, ToolBook.FileName, ToolBook.Magic), time, logs, endSessions.Token);
        var served = new Dictionary<ConnectionProtocol, Func<AcceptedClient, ConnectionConfig, CancellationToken, Task>>
        {
            [ConnectionProtocol.Postgres] = session.RunAsync,
            [ConnectionProtocol.Http] = http.Door.ServeAsync,
        }.ToFrozenDictionary();

        // What the console asks about targets.
        questions = new QuestionDesk([postgres.Questions, http.Questions], snapshots, time, logs.CreateLogger<QuestionDesk>());
        console.Answering = questions.AnswerAsync;

        // The listeners.
        reception = new Reception((client, connection, ct) => served[connection.Protocol](client, connection, ct), new ClientBudget(), time, logs.CreateLogger<Reception>(), endSessions.Token);
        listeners = new ListenerSupervisor(snapshots, options.ListenAddress, served.Keys.ToFrozenSet(), reception, console, time, logs.CreateLogger<ListenerSupervisor>());
    }

    /// <summary>Runs until <paramref name="stop"/>, then stops in order.</summary>
    /// <exception cref="ConsoleRefusedException">The console does not enrol this agent.</exception>
    /// <exception cref="AgentRevokedException">The console has revoked this agent: it has ended its sessions and forgotten its key and its configuration.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, revoked.Token);
        intake.Restore();
        var found = spool.Recover();
        log.SpoolRecovered(found.Whole, found.Recovered, found.Removed, found.Damaged.Length);

        await http.Door.StartAsync(stop);
        var listening = listeners.RunAsync(ending.Token);
        Task[] working = [LinkAsync(quit.Token), uploader.RunAsync(quit.Token), enforcer.RunAsync(quit.Token), certificate.RunAsync(quit.Token)];
        // None of them ends before it is told to: one that does has failed, and an agent without it must not go on.
        var first = await Task.WhenAny([listening, .. working]);
        if (!ending.IsCancellationRequested) await first;

        await listening;
        await EndSessionsAsync();
        await FlushAsync();
        await quit.CancelAsync();
        await Task.WhenAll(working);
        if (whyRevoked is { } why)
        {
            Forget();
            throw new AgentRevokedException(RevokedWords(why));
        }
        log.Stopped();
    }

    public async ValueTask DisposeAsync()
    {
        await quit.CancelAsync();
        uploader.Dispose();
        await spool.DisposeAsync();
        certificate.Dispose();
        questions.Dispose();
        await http.Door.DisposeAsync();
        toConsole.Dispose();
        endSessions.Dispose();
        revoked.Dispose();
        quit.Dispose();
    }

    /// <summary>What is recorded and kept from now on goes with the new key.</summary>
    private void UseKey(AgentKey key)
    {
        spool.UseKey(key);
        intake.Reseal();
    }

    /// <summary>The console has revoked this agent: every session is told to end before this returns.</summary>
    private void Leave(string why)
    {
        whyRevoked ??= why;
        foreach (var session in sessions.All) session.End(whyRevoked);
        enforcer.Wake();
        Forget();
        _ = revoked.CancelAsync();
    }

    /// <summary>Without these an agent cannot come back: neither prove itself, nor serve from what it knew.</summary>
    private void Forget()
    {
        try
        {
            directory.Delete(SnapshotCache.FileName);
            directory.Delete(AgentIdentity.FileName);
            keys.Forget();
            certificate.Forget();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.NotForgotten(directory.FullPath, e.Message);
        }
    }

    private string RevokedWords(string why)
    {
        var left = spool.Files == 0 ? "" : $" {spool.Files} recordings that the console did not take stay in {spool.FullPath}: hooplike verify proves them.";
        return $"Revoked: {why}. The sessions were ended, and the key and the configuration were deleted.{left} To let an agent serve from here again, make an enrolment token on the agent's page in the console and start it with that.";
    }

    private async Task LinkAsync(CancellationToken ct)
    {
        try
        {
            await enrolment.EnsureAsync(ct);
            await Task.WhenAll(console.RunAsync(ct), recordings.RunAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped before it was enrolled.
        }
    }

    /// <summary>First by themselves, then by the registry, which tells each client why, then whoever is left.</summary>
    private async Task EndSessionsAsync()
    {
        log.Stopping(sessions.Count);
        if (whyRevoked is null && await EmptyAsync(drainLimit)) return;
        log.EndingSessions(sessions.Count);
        foreach (var session in sessions.All) session.End(whyRevoked ?? "the agent is stopping");
        if (await EmptyAsync(endLimit)) return;
        await endSessions.CancelAsync();
        await EmptyAsync(endLimit);
    }

    private async Task<bool> EmptyAsync(TimeSpan limit)
    {
        var begun = time.GetTimestamp();
        while (reception.Clients > 0 && time.GetElapsedTime(begun) < limit) await Task.Delay(lookInterval, time);
        return reception.Clients == 0;
    }

    /// <summary>What the console has not heard when the time is up stays in the spool.</summary>
    private async Task FlushAsync()
    {
        using var limit = new CancellationTokenSource(flushLimit, time);
        try
        {
            if (whyRevoked is null && console.IsConnected) await console.DrainAsync(limit.Token);
            while (recordings.IsConnected && spool.Files > 0) await Task.Delay(lookInterval, time, limit.Token);
        }
        catch (OperationCanceledException)
        {
            log.NotFlushed(spool.Files);
        }
    }

    private static ImmutableArray<string> Mistakes(AgentSnapshot snapshot)
    {
        var mistakes = SnapshotValidator.Validate(snapshot);
        return snapshot.Connections.Any(c => c.Protocol == ConnectionProtocol.Postgres) && SqlAnalyzer.MissingLibrary is { } missing ? mistakes.Add(missing) : mistakes;
    }
}
