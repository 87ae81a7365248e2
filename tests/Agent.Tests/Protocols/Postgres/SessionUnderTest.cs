using System.Net;
using System.Net.Sockets;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Listening;
using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Agent.Tests.Gates;
using HoopLike.Agent.Tests.Recording;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Microsoft.Extensions.Logging.Abstractions;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>A whole session: a client at the level of bytes, all of the agent that serves it, a real server, a console that does what a test tells it to, and a clock that stands still.</summary>
internal sealed class SessionUnderTest : IAsyncDisposable
{
    private const string Key = "hlk_0123456789abcdefghijklmnopqrstuvwxyz";

    private static readonly SqlAnalyzer analyzer = new();

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly SnapshotHolder snapshots = new();
    private readonly SpoolUnderTest spool = new();
    private readonly PgHandler handler;
    private readonly ProxySession proxy;
    private readonly ConnectionConfig connection;
    private long version;
    private Task served = Task.CompletedTask;

    public SessionUnderTest(int port, params PolicyConfig[] policies)
    {
        connection = Some.Connection() with
        {
            Target = new TargetConfig("127.0.0.1", port, "postgres", TargetTlsMode.Disable), Credential = new CredentialConfig("app", new Secret("none")), ClientTls = ClientTlsMode.Optional,
        };
        Rules(policies);
        var connector = new TargetConnector(static s => new SocketStream(s), Time, NullLogger<TargetConnector>.Instance);
        var approvals = new ApprovalGate(Link, Time, NullLogger<ApprovalGate>.Instance);
        var login = new PgTargetLogin(Time, NullLogger<PgTargetLogin>.Instance);
        // What it knows ages by the clock on the wall.
        var catalogues = new CatalogueHolder(new PgCatalogueReader(NullLogger<PgCatalogueReader>.Instance).ReadAsync, TimeProvider.System);
        handler = new PgHandler(new PgServices(analyzer, static () => null, snapshots, approvals, connector, login, catalogues.For, static (_, _, _, _) => Task.FromResult<long?>(null), Registry, Time, NullLogger<PgHandler>.Instance));
        var access = new AccessGate(Link, approvals, new LiveAccess(Time), snapshots, Time, NullLogger<AccessGate>.Instance);
        proxy = new ProxySession([handler], snapshots, access, connector, spool.Directory, Registry, "local", Time, NullLogger<ProxySession>.Instance);
        listener.Start();
    }

    public ManualTime Time { get; } = new();

    public FakeConsoleLink Link { get; } = new();

    public SessionRegistry Registry { get; } = new();

    public SessionState Session => Registry.All.Single();

    /// <summary>The client's end.</summary>
    public NetworkStream Client { get; private set; } = null!;

    /// <summary>What the client must present to cancel.</summary>
    public byte[] CancelKey { get; private set; } = [];

    /// <summary>Puts these policies in force, besides one that lets everybody connect.</summary>
    public void Rules(params PolicyConfig[] policies) => snapshots.Replace(Some.Snapshot(++version, connection) with
    {
        ServiceAccounts = [Some.Account(Key)],
        Policies = [new PolicyConfig { Name = "somebody-may", Effect = PolicyEffect.Allow, Scope = PolicyScope.Session }, .. policies],
    });

    /// <summary>Signs in.</summary>
    public async Task BeginAsync(string? application = null)
    {
        Client = await DialAsync();
        byte[] parameters = [.. PgBytes.Int32(196608), .. PgBytes.Text("user"), .. PgBytes.Text("me"), .. PgBytes.Text("database"), .. PgBytes.Text("postgres"), .. application is null ? [] : PgBytes.Join(PgBytes.Text("application_name"), PgBytes.Text(application)), 0];
        await Client.WriteAsync(PgBytes.Join(PgBytes.Int32(parameters.Length + 4), parameters, PgBytes.Message('p', PgBytes.Text(Key))));
        var greeting = await AnswerAsync();
        CancelKey = PgBytes.Messages(greeting).Single(static m => m.Type == 'K').Body;
    }

    /// <summary>Says this, and waits for the answer up to ReadyForQuery or the end.</summary>
    public async Task<string> AskAsync(params byte[][] messages)
    {
        await Client.WriteAsync(PgBytes.Join(messages));
        return PgBytes.Seen(await AnswerAsync());
    }

    public Task<string> AskAsync(string sql) => AskAsync(Ask.Query(sql));

    /// <summary>Everything up to the next ReadyForQuery, or to the end of the connection.</summary>
    public async Task<byte[]> AnswerAsync()
    {
        var got = new List<byte>();
        try
        {
            while (true)
            {
                var (type, body) = await PgBytes.ReadAsync(Client);
                got.AddRange(PgBytes.Message(type, body));
                if (type == 'Z') return [.. got];
            }
        }
        catch (EndOfStreamException)
        {
            return [.. got];
        }
    }

    /// <summary>The next message of this type; those before it are left out.</summary>
    public async Task<byte[]> NextAsync(char type)
    {
        while (true)
            if (await PgBytes.ReadAsync(Client) is var message && message.Type == type) return message.Body;
    }

    /// <summary>Sends a cancel request from a connection of its own.</summary>
    public async Task CancelAsync()
    {
        await using var stream = await DialAsync();
        await stream.WriteAsync(PgBytes.Join(PgBytes.Int32(16), PgBytes.Int32(80877102), CancelKey));
        await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Some.Patience);
    }

    /// <summary>Waits until somebody waits for the clock to go on by so much.</summary>
    public async Task TimerAsync(TimeSpan due)
    {
        while (true)
        {
            var next = Time.Scheduled;
            if (Time.IsDueIn(due)) return;
            await next.WaitAsync(Some.Patience);
        }
    }

    /// <summary>What was recorded, once the session is over.</summary>
    public async Task<List<RecordedEvent>> RecordedAsync()
    {
        await served.WaitAsync(Some.Patience);
        return SpoolUnderTest.Read(Directory.EnumerateFiles(spool.Path, "*" + RecordingFormat.Extension).Single());
    }

    public async ValueTask DisposeAsync()
    {
        if (Client is not null) await Client.DisposeAsync();
        listener.Dispose();
        await served.WaitAsync(Some.Patience);
        await spool.DisposeAsync();
    }

    private async Task<NetworkStream> DialAsync()
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        var accepted = await Task.Run(listener.AcceptSocket);
        var here = new AcceptedClient(accepted, (IPEndPoint)accepted.RemoteEndPoint!, static () => { });
        served = Task.WhenAll(served, PumpThreads.RunAsync(async () =>
        {
            await proxy.RunAsync(here, connection, CancellationToken.None);
            return 0;
        }));
        return client.GetStream();
    }
}
