using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Recording;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>One client's session in PostgreSQL's words.</summary>
internal sealed class PgSession(PgServices services, AcceptedClient client, ConnectionConfig connection) : IProtocolSession
{
    private readonly SocketStream socket = new(client.Socket);
    private PgClientStartup? asking;
    private Stream stream = Stream.Null;
    private PgClientChannel? channel;
    private PgStartupMessage? startup;
    private bool saidOk;
    private TargetLink? target;
    private PgServerSession? server;
    private string database = "";

    public async Task<ClientGreeting?> GreetAsync(CancellationToken stop)
    {
        var opening = new PgClientStartup(socket, connection, services.Certificate());
        try
        {
            switch (await opening.OpenAsync(stop))
            {
                case PgOpening.Session session:
                    startup = session.Startup;
                    stream = opening.Stream;
                    if (opening.IsOAuth) asking = opening;
                    var token = await opening.AskTokenAsync(startup, stop);
                    if (opening.IsOAuth && token.Reveal().Length == 0) throw new SessionFailure(FailureKind.BadCredential, "No token was given.");
                    channel = new PgClientChannel(stream);
                    return new ClientGreeting(token, client.Remote, startup.Database, startup["application_name"]);
                case PgOpening.Cancel cancel:
                    services.Registry.FindByCancelKey(cancel.ProcessId, cancel.Secret)?.OnCancel?.Invoke();
                    return null;
                default:
                    return null;
            }
        }
        catch (WireException e)
        {
            stream = opening.Stream;
            throw new SessionFailure(FailureKind.Protocol, e.Message, inner: e);
        }
        catch (SessionFailure)
        {
            stream = opening.Stream;
            throw;
        }
    }

    /// <summary>libpq takes notices only after AuthenticationOk, which says no more than that the token was good.</summary>
    public async Task TellHeldAsync(ApprovalOpened ticket, CancellationToken stop) => await channel!.SayAsync(
        output =>
        {
            PgMessages.AuthenticationOk(output);
            saidOk = true;
            PgHold.Tell(output, ticket, null);
        },
        stop);

    public async Task ClientGoneAsync(CancellationToken stop) => await socket.PeerGoneAsync(stop);

    public async Task ReachAsync(Func<CancellationToken, Task<TargetLink>> dial, AccessGrant grant, CancellationToken stop)
    {
        target = await dial(stop);
        database = grant.Connection.Target.Database ?? startup!.Database ?? "";
        server = await services.Login.LoginAsync(target, grant.Connection, database, startup!.Parameters, stop);
        if (server.Parameters.FirstOrDefault(IsUnsafe) is { Name: not null } setting)
        {
            throw new SessionFailure(FailureKind.NotSupported, $"The target runs with {setting.Name}={setting.Value}, under which the access gateway cannot read what statements mean.");
        }
    }

    public async Task<string> RelayAsync(SessionState session, AccessGrant grant, SessionRecorder recorder, CancellationToken stop)
    {
        var schema = services.Schema(grant.Connection, database);
        var gate = new OperationGate(grant, session.Id, services.Snapshots, schema, services.Time);
        await RefreshAsync(gate, stop);
        var hold = new PgHold(socket, channel!, recorder);
        session.OnCancel = () => Cancel(hold, grant);
        await WelcomeAsync(session, stop);

        var pipeline = new PgPipeline { TransactionStatus = (byte)server!.TransactionStatus };
        var unsettled = new PgUnsettled(schema);
        var rules = new PgSessionRules(gate, schema, unsettled);
        using var tokens = new TokenKey();
        using var requests = new PgRequestRelay(pipeline, services.Analyzer, tokens);
        using var responses = new PgResponseRelay(pipeline, recorder, rules, grant.Connection.Recording.ResultLimit, tokens);
        var approvals = new PgApprovals(services.Approvals, hold, session, recorder);
        var judge = new PgJudge(gate, approvals, (sql, ct) => services.EstimateRows(grant.Connection, database, sql, ct), unsettled, recorder, tokens);
        var way = new PgTargetSide(target!.Stream, requests, pipeline, recorder);
        var commitRules = new PgCommitRules(gate, approvals, judge, new PgSampler(requests, pipeline, gate, services.Analyzer, way.MustSettleAsync));
        using var limits = new PgHeldLimits(session.End, services.Time);
        judge.Commits = new PgCommitGuard(requests, pipeline, commitRules, services.Analyzer, way.MustSettleAsync, limits, services.Time);
        var pumps = new PgPumps(
            new PgRequestPump(stream, way, requests, pipeline, judge, judge.Commits),
            new PgResponsePump(target.Stream, channel!, responses, pipeline, rules, recorder));
        try
        {
            return await pumps.RunAsync(session, Abort, stop);
        }
        finally
        {
            session.OnCancel = null;
            unsettled.End();
            commitRules.Abandon();

            // Nobody waits any more for what still runs at the target.
            if (!pipeline.IsSettled) await CancelAtTargetAsync(grant);
        }
    }

    public async Task FailAsync(SessionFailure failure)
    {
        if (stream == Stream.Null) stream = socket;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), services.Time);
            if (asking is not null && !saidOk && failure.Kind == FailureKind.BadCredential && services.Snapshots.Current is { } snapshot) await asking.TellOAuthErrorAsync(snapshot.ConsoleAddress, limit.Token);
            channel ??= new PgClientChannel(stream);
            await channel.SayAsync(output => PgMessages.Error(output, "FATAL", new PgDenial(PgFailureCodes.Of(failure.Kind), failure.Message, failure.Detail, failure.Hint)), limit.Token);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException or NotSupportedException or WireException)
        {
            // It is gone, or TLS is in the middle of a record that will never end.
            services.Log.ClientNotTold(e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (target is not null) await target.DisposeAsync();
        socket.Abort();
        channel?.Dispose();
        if (stream != Stream.Null) await stream.DisposeAsync();
        await socket.DisposeAsync();
    }

    private static bool IsUnsafe((string Name, string Value) parameter) =>
        PgResponseRelay.IsUnsafe(System.Text.Encoding.UTF8.GetBytes(parameter.Name), System.Text.Encoding.UTF8.GetBytes(parameter.Value));

    private static async Task RefreshAsync(OperationGate gate, CancellationToken stop)
    {
        try
        {
            await gate.RefreshAsync(null, stop);
        }
        catch (AccessRefused e)
        {
            throw new SessionFailure(e.Kind == RefusalKind.Unavailable ? FailureKind.Unavailable : FailureKind.NoRight, e.Message, inner: e);
        }
    }

    private async Task WelcomeAsync(SessionState session, CancellationToken stop) => await channel!.SayAsync(
        output =>
        {
            if (!saidOk) PgMessages.AuthenticationOk(output);
            foreach (var (name, value) in server!.Parameters) PgMessages.ParameterStatus(output, name, value);
            PgMessages.BackendKeyData(output, session.CancelKey.ProcessId, session.CancelKey.Secret);
            PgMessages.ReadyForQuery(output, (byte)server.TransactionStatus);
        },
        stop);

    /// <summary>Ends what is held, or asks the target to cancel what runs.</summary>
    private void Cancel(PgHold hold, AccessGrant grant)
    {
        if (!hold.TryCancel("the caller cancelled it")) _ = CancelAtTargetAsync(grant);
    }

    private async Task CancelAtTargetAsync(AccessGrant grant)
    {
        try
        {
            await using var link = await services.Targets.ConnectAsync(grant, CancellationToken.None);
            await services.Login.CancelAsync(link, grant.Connection, server!, CancellationToken.None);
        }
        catch (Exception e)
        {
            // A cancel request has no answer that could say so; the statement simply goes on.
            services.Log.NotCancelled(grant.Connection.Name, e);
        }
    }

    private void Abort()
    {
        socket.Abort();
        target!.Abort();
    }
}
