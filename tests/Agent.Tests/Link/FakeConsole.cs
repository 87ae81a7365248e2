using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Tests.Link;

/// <summary>What the console would be to an agent: real SignalR hubs over real sockets. It can stop and come back on the same port, and remembers what it was told.</summary>
internal sealed class FakeConsole : IAsyncDisposable
{
    private WebApplication? app;
    private int port;
    private string? lastConnection;

    public Uri Address => new($"http://127.0.0.1:{port}");

    public ConcurrentQueue<string> Urls { get; } = new();

    public ConcurrentQueue<string> Bearers { get; } = new();

    public Channel<AgentHello> Hellos { get; } = Channel.CreateUnbounded<AgentHello>();

    public Channel<AgentStatusReport> Statuses { get; } = Channel.CreateUnbounded<AgentStatusReport>();

    public Channel<SnapshotReport> Snapshots { get; } = Channel.CreateUnbounded<SnapshotReport>();

    public Channel<AgentAuditEntry> Audits { get; } = Channel.CreateUnbounded<AgentAuditEntry>();

    public Channel<Guid> Used { get; } = Channel.CreateUnbounded<Guid>();

    public Channel<EnrolmentRequest> Enrolments { get; } = Channel.CreateUnbounded<EnrolmentRequest>();

    public ConcurrentDictionary<Guid, ApprovalDecision> Decided { get; } = new();

    public Channel<RecordingChunk> Chunks { get; } = Channel.CreateUnbounded<RecordingChunk>();

    /// <summary>The last record stored of each session.</summary>
    public ConcurrentDictionary<Guid, long> Stored { get; } = new();

    /// <summary>Pushed at each Hello, when set.</summary>
    public string? SnapshotAtHello { get; set; }

    /// <summary>Connects are answered with 401.</summary>
    public bool RefusesConnects { get; set; }

    /// <summary>Why, when it is for a revoked key.</summary>
    public string? Revokes { get; set; }

    /// <summary>Connects with any other key than this one (its id) are answered with 401, when set.</summary>
    public string? OnlyKey { get; set; }

    /// <summary>What enrolment answers.</summary>
    public Func<EnrolmentRequest, IResult> Enrol { get; set; } = r => Results.Json(new EnrolmentAnswer(Guid.NewGuid(), r.Name), SnapshotJson.Plain);

    public IHubContext<Control, IAgentControlClient> Agents => app!.Services.GetRequiredService<IHubContext<Control, IAgentControlClient>>();

    public static async Task<FakeConsole> StartAsync()
    {
        var console = new FakeConsole();
        await console.UpAsync();
        return console;
    }

    /// <summary>Asks the agent that said hello last.</summary>
    public Task<AgentReply> AskAsync(string questionJson) => AskAgent().Answer(questionJson);

    /// <summary>The agent that said hello last.</summary>
    public IAgentControlClient AskAgent() => Agents.Clients.Client(lastConnection!);

    public async Task UpAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        builder.Services.AddSingleton(this);
        builder.Services.AddSignalR(o => o.MaximumReceiveMessageSize = 1024 * 1024).AddJsonProtocol(o => SnapshotJson.Apply(o.PayloadSerializerOptions));
        app = builder.Build();
        app.Use(async (context, next) =>
        {
            if (context.WebSockets.IsWebSocketRequest || context.Request.Headers.Authorization.Count > 0)
            {
                Urls.Enqueue(context.Request.Path + context.Request.QueryString.Value);
                Bearers.Enqueue(context.Request.Headers.Authorization.ToString());
                if (RefusesConnects || (OnlyKey is { } only && KeyIdOf(context.Request.Headers.Authorization.ToString()) != only))
                {
                    if (Revokes is { } why) context.Response.Headers[AgentHubAddress.RevokedHeader] = why;
                    context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    return;
                }
            }
            await next(context);
        });
        app.UseWebSockets();
        app.MapPost(AgentHubAddress.Enrol, async (HttpContext context) =>
        {
            var request = await context.Request.ReadFromJsonAsync<EnrolmentRequest>(SnapshotJson.Plain);
            Enrolments.Writer.TryWrite(request!);
            return Enrol(request!);
        });
        app.MapHub<Control>(AgentHubAddress.Control);
        app.MapHub<Recordings>(AgentHubAddress.Recordings);
        await app.StartAsync();
        port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    /// <summary>Gone without a goodbye to the agents' sockets, like a killed process.</summary>
    public async Task DownAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app!.StopAsync(now.Token);
        await app.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await DownAsync();
    }

    private static string? KeyIdOf(string bearer)
    {
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(bearer["Bearer ".Length..].Split('.')[0]));
        return header.RootElement.GetProperty("kid").GetString();
    }

    public sealed class Control(FakeConsole console) : Hub<IAgentControlClient>, IAgentControlHub
    {
        public async Task Hello(AgentHello hello)
        {
            console.lastConnection = Context.ConnectionId;
            console.Hellos.Writer.TryWrite(hello);
            if (console.SnapshotAtHello is { } json) await Clients.Caller.ApplySnapshot(json);
        }

        public Task ReportStatus(AgentStatusReport report) => Write(console.Statuses, report);

        public Task ReportSnapshot(SnapshotReport report) => Write(console.Snapshots, report);

        public Task ReportAudit(AgentAuditEntry entry) => Write(console.Audits, entry);

        public Task<ApprovalOpened> OpenTicket(ApprovalRequest request) => request.Policy == "unknown"
            ? throw new HubException("No policy of that name asks for approval.")
            : Task.FromResult(new ApprovalOpened(request.Id, $"{console.Address}approvals/{request.Id}", DateTimeOffset.UnixEpoch));

        public Task WithdrawTicket(Guid id, string reason) => Task.CompletedTask;

        public Task ReportUsed(Guid id) => Write(console.Used, id);

        public Task<ApprovalDecision?> GetDecision(Guid id) => Task.FromResult(console.Decided.GetValueOrDefault(id));

        public Task<long> RequestKeys(string issuer) => Task.FromResult((long)issuer.Length);

        public Task<ListenerCertificate> SignListenerRequest(string requestPem) => throw new InvalidOperationException("the signing key is locked away");

        private static Task Write<T>(Channel<T> to, T item)
        {
            to.Writer.TryWrite(item);
            return Task.CompletedTask;
        }
    }

    public sealed class Recordings(FakeConsole console) : Hub, IAgentRecordingsHub
    {
        public Task<ImmutableArray<RecordingAck>> Resume(ImmutableArray<Guid> sessions) =>
            Task.FromResult(sessions.Select(s => new RecordingAck(s, console.Stored.GetValueOrDefault(s, -1))).ToImmutableArray());

        public Task<RecordingAck> Append(RecordingChunk chunk)
        {
            var last = chunk.FirstSequence - 1;
            for (var records = new RecordCursor(chunk.Records); records.TryNext(out _);) last++;
            console.Stored[chunk.SessionId] = last;
            console.Chunks.Writer.TryWrite(chunk);
            return Task.FromResult(new RecordingAck(chunk.SessionId, last));
        }
    }
}
