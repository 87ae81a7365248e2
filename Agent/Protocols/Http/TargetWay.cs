using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>The way of one session to its target: connections of its own, and the credential that the caller never sees.</summary>
internal sealed class TargetWay : IAsyncDisposable
{
    private readonly CredentialConfig credential;
    private readonly SocketsHttpHandler handler;

    public TargetWay(ConnectionConfig connection, Func<CancellationToken, Task<TargetLink>> dial)
    {
        credential = connection.Credential;
        var isTls = connection.Target.Tls != TargetTlsMode.Disable;
        Address = $"{(isTls ? "https" : "http")}://{connection.Target.Host}:{connection.Target.Port}";
        Host = connection.Target.Port == (isTls ? 443 : 80) ? connection.Target.Host : $"{connection.Target.Host}:{connection.Target.Port}";
        handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = null,
            SslOptions = TargetTls.Options(connection.Target),
            ConnectCallback = async (_, ct) =>
            {
                var link = await dial(ct);
                // Its own stream blocks threads, which is for sessions of one socket.
                return new NetworkStream(link.Socket, ownsSocket: true);
            },
        };
        Invoker = new HttpMessageInvoker(handler, disposeHandler: false);
    }

    public HttpMessageInvoker Invoker { get; }

    /// <summary>Scheme, host and port.</summary>
    public string Address { get; }

    /// <summary>What the target is called in <c>Host</c>.</summary>
    public string Host { get; }

    /// <summary>All that was put in so far.</summary>
    public InjectedSecrets Injected { get; } = new();

    /// <summary>Puts the target's credential in.</summary>
    public void Authorize(HttpRequestMessage request)
    {
        if (credential.Password?.Reveal() is not { } secret) return;
        Injected.Add(new Secret(secret));
        switch (credential.Kind)
        {
            case CredentialKind.Bearer:
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
                break;
            case CredentialKind.Header:
                request.Headers.TryAddWithoutValidation(credential.Parameter!, secret);
                break;
            default:
                Injected.Add(new Secret($"{credential.Username}:{secret}"));
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{secret}")));
                break;
        }
    }

    public ValueTask DisposeAsync()
    {
        Invoker.Dispose();
        handler.Dispose();
        return ValueTask.CompletedTask;
    }
}
