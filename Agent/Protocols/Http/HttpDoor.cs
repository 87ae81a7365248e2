using System.Net.Security;
using System.Net.Sockets;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Takes clients of HTTP connections in: one Kestrel for all of them, fed with sockets that the agent's listeners accepted. HTTP/1.1 and HTTP/2, with and without TLS on the same port.</summary>
public sealed class HttpDoor : IAsyncDisposable
{
    /// <summary>Requests of programs carry long tokens and cookies; beyond this nobody reads them.</summary>
    private const int HeadersLimit = 64 * 1024;

    /// <summary>Shorter than the patience of load balancers with a connection on which nothing is said, which is commonly a minute.</summary>
    private static readonly TimeSpan keepAlive = TimeSpan.FromSeconds(30);

    private const string TlsWanted = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nConnection: close\r\nContent-Length: 92\r\n\r\n{\"title\":\"TLS is required\",\"status\":400,\"detail\":\"Speak https to this port: tokens travel.\"}\r\n";

    // A line ends with CR LF and nothing else: whoever stands in front may not take a lone LF for an end (RFC 9112, section 2.2 lets a server choose).
    static HttpDoor() => AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

    private readonly HandedConnections transport = new();
    private readonly SocketConnectionContextFactory sockets;
    private readonly WebApplication app;

    /// <param name="story">Makes what answers requests, given what forwards them.</param>
    /// <param name="certificate">What clients see; null while there is none, and handshakes then fail.</param>
    public HttpDoor(Func<IHttpForwarder, RequestDelegate> story, Func<SslStreamCertificateContext?> certificate, ILoggerFactory logs)
    {
        sockets = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), logs.CreateLogger<SocketConnectionContextFactory>());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IConnectionListenerFactory>(transport);
        builder.Services.AddHttpForwarder();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options => Configure(options, certificate));
        app = builder.Build();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = keepAlive });
        app.Run(story(app.Services.GetRequiredService<IHttpForwarder>()));
    }

    public Task StartAsync(CancellationToken ct) => app.StartAsync(ct);

    /// <summary>Serves one client from its first byte to its last.</summary>
    public async Task ServeAsync(AcceptedClient client, ConnectionConfig connection, CancellationToken stop)
    {
        var speech = SpeechReading.Of(client.Socket);
        await Task.Yield();
        if (speech is null) return;
        if (speech != Speech.Tls && connection.ClientTls == ClientTlsMode.Require)
        {
            await SayAsync(client.Socket, TlsWanted, stop);
            return;
        }

        // The server disposes of it.
        var context = sockets.Create(client.Socket);
        var feature = new HttpClientFeature(client, connection);
        context.Features.Set(feature);
        using var abort = stop.Register(() => context.Abort(new ConnectionAbortedException("the agent stops")));
        if (transport.TryHand(context, speech.Value)) await feature.Done.Task;
        // What the server has said must be sent before the socket is closed: a close with a read under way resets.
        await context.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        sockets.Dispose();
    }

    private static void Configure(KestrelServerOptions options, Func<SslStreamCertificateContext?> certificate)
    {
        options.AddServerHeader = false;
        options.AllowAlternateSchemes = false;
        options.Limits.MaxRequestHeadersTotalSize = HeadersLimit;
        // Bodies stream; what is held of one has limits of its own.
        options.Limits.MaxRequestBodySize = null;
        Listen(options, Speech.Plain, listen => listen.Protocols = HttpProtocols.Http1);
        Listen(options, Speech.PlainHttp2, listen => listen.Protocols = HttpProtocols.Http2);
        Listen(options, Speech.Tls, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => new(new SslServerAuthenticationOptions { ServerCertificateContext = certificate() ?? throw new AuthenticationFailure("there is no certificate yet") }),
            });
        });
    }

    private static void Listen(KestrelServerOptions options, Speech speech, Action<ListenOptions> configure) => options.Listen(new HandedEndPoint(speech), listen =>
    {
        listen.Use(next => async connection =>
        {
            try
            {
                await next(connection);
            }
            finally
            {
                connection.Features.Get<HttpClientFeature>()?.Done.TrySetResult();
            }
        });
        configure(listen);
    });

    /// <summary>Says goodbye so that it is heard: what the client still sends is taken first, or its end would be told of a reset instead.</summary>
    private static async Task SayAsync(Socket socket, string answer, CancellationToken stop)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(TimeSpan.FromSeconds(1));
            await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer), limit.Token);
            socket.Shutdown(SocketShutdown.Send);
            var rest = new byte[HeadersLimit];
            while (await socket.ReceiveAsync(rest, limit.Token) > 0)
            {
                // Nobody reads it.
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It did not wait to hear it.
        }
    }

    /// <summary>Ends a handshake that cannot be.</summary>
    private sealed class AuthenticationFailure(string message) : Exception(message);
}
