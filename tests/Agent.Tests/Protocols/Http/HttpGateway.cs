using System.Net;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Listening;
using HoopLike.Agent.Protocols.Http;
using HoopLike.Agent.Protocols.Http.Mcp;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Agent.Tests.Gates;
using HoopLike.Agent.Tests.Recording;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HoopLike.Agent.Tests.Protocols.Http;

/// <summary>The whole way of a request: a client, the door, the gates, a recording, and a real server as the target.</summary>
internal sealed class HttpGateway : IAsyncDisposable
{
    public const string Key = "hlk_0123456789abcdefghijklmnopqrstuvwxyz";

    private readonly SpoolUnderTest spool = new();
    private readonly ScratchDirectory scratch = new();
    private readonly SnapshotHolder snapshots = new();
    private readonly IAsyncDisposable target;
    private ConnectionConfig connection;
    private OpenDoor door = null!;

    private HttpGateway(IAsyncDisposable target, TargetConfig at, CredentialConfig credential)
    {
        this.target = target;
        connection = Some.Connection("api") with
        {
            Protocol = ConnectionProtocol.Http, ClientTls = ClientTlsMode.Optional, Credential = credential, Target = at,
        };
    }

    public FakeConsoleLink Link { get; } = new();

    public SessionRegistry Registry { get; } = new();

    /// <summary>Requests that reached the target.</summary>
    public List<string> Reached { get; } = [];

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public int Port => door.Port;

    /// <param name="listen">How the target listens, where that is not in the clear.</param>
    /// <param name="reach">How the gateway is told to reach it, where that is not so.</param>
    public static async Task<HttpGateway> StartAsync(RequestDelegate answer, CredentialConfig? credential = null, Action<ListenOptions>? listen = null, Func<TargetConfig, TargetConfig>? reach = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, on => listen?.Invoke(on)));
        var server = builder.Build();
        HttpGateway? gateway = null;
        server.UseWebSockets();
        server.Run(context =>
        {
            lock (gateway!.Reached) gateway.Reached.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return answer(context);
        });
        await server.StartAsync();
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var at = new TargetConfig("127.0.0.1", new Uri(address).Port, null, TargetTlsMode.Disable);
        gateway = new HttpGateway(server, reach?.Invoke(at) ?? at, credential ?? new CredentialConfig("", new Secret("target-secret")) { Kind = CredentialKind.Bearer });
        await gateway.OpenAsync();
        return gateway;
    }

    /// <summary>Before a target of the test's own.</summary>
    public static async Task<HttpGateway> StartAsync(IAsyncDisposable target, int port)
    {
        var gateway = new HttpGateway(target, new TargetConfig("127.0.0.1", port, null, TargetTlsMode.Disable), new CredentialConfig("", new Secret("target-secret")) { Kind = CredentialKind.Bearer });
        await gateway.OpenAsync();
        return gateway;
    }

    /// <summary>What is in force from the next request on.</summary>
    public void Rule(PolicyConfig[]? policies = null, MaskingRuleConfig[]? masks = null) => snapshots.Replace(Some.Snapshot((snapshots.Current?.Version ?? 0) + 1, connection) with
    {
        ServiceAccounts = [Some.Account(Key)],
        Policies = [new PolicyConfig { Name = "somebody-may", Effect = PolicyEffect.Allow, Scope = PolicyScope.Session }, .. policies ?? []],
        MaskingRules = [.. masks ?? []],
    });

    /// <summary>The connection's credential is another from the next request on.</summary>
    public void Replace(CredentialConfig credential)
    {
        connection = connection with { Credential = credential };
        Rule();
    }

    public HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, $"http://127.0.0.1:{Port}{path}") { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Key}");
        return request;
    }

    /// <summary>Sends bytes as they are, and reads until the gateway closes.</summary>
    public async Task<string> SayAsync(string request)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync().WaitAsync(Some.Patience);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null) => Client.SendAsync(Request(method, path, content)).WaitAsync(Some.Patience);

    /// <summary>All that is on record, in order.</summary>
    public List<RecordedEvent> Events() => [.. Directory.EnumerateFiles(spool.Path, "*" + RecordingFormat.Extension).Order(StringComparer.Ordinal).SelectMany(SpoolUnderTest.Read)];

    /// <summary>Ends the sessions and waits until their recordings are closed.</summary>
    public async Task EndAsync()
    {
        foreach (var session in Registry.All) session.End("the test is over");
        while (Registry.All.Count > 0) await Task.Yield();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in Registry.All) session.End("the test is over");
        Client.Dispose();
        await door.DisposeAsync();
        await target.DisposeAsync();
        await spool.DisposeAsync();
        scratch.Dispose();
    }

    private async Task OpenAsync()
    {
        Rule();
        var time = TimeProvider.System;
        var approvals = new ApprovalGate(Link, time, NullLogger<ApprovalGate>.Instance);
        var access = new AccessGate(Link, approvals, new LiveAccess(time), snapshots, time, NullLogger<AccessGate>.Instance);
        var connector = new TargetConnector(static s => new SocketStream(s), time, NullLogger<TargetConnector>.Instance);
        var proxy = new ProxySession([], snapshots, access, connector, spool.Directory, Registry, "local", time, NullLogger<ProxySession>.Instance);
        var sessions = new HttpSessions((session, of, stop) => proxy.RunAsync(session, of, static () => { }, stop), snapshots, new ToolBook(new SealedFile(scratch.Data, AgentKeyRing.LoadOrCreate(scratch.Data), ToolBook.FileName, ToolBook.Magic), NullLogger<ToolBook>.Instance), time);
        door = await OpenDoor.StartAsync(
            forwarder => new HttpStory(sessions, new HttpProof(access, snapshots, time), snapshots, approvals, forwarder, time, NullLogger<HttpStory>.Instance, CancellationToken.None).HandleAsync, connection);
    }
}
