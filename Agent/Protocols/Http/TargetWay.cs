using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using HoopLike.Agent.Protocols.Http.Credentials;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Http;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>The way of one session to its target: connections of its own, and the credential that the caller never sees.</summary>
internal sealed class TargetWay : IAsyncDisposable
{
    private readonly string basePath;
    private readonly SocketsHttpHandler handler;
    private SslPolicyErrors wrongCertificate;

    /// <param name="tokens">Those of the agent; without them the way has its own.</param>
    /// <exception cref="TargetCredentialException">The connection's credential cannot be used.</exception>
    public TargetWay(ConnectionConfig connection, Func<CancellationToken, Task<TargetLink>> dial, TokenSources? tokens = null, TimeProvider? time = null)
    {
        var target = connection.Target;
        var clock = time ?? TimeProvider.System;
        Config = connection.Credential;
        Credential = TargetCredential.Of(connection, tokens ?? new TokenSources(clock), clock);
        var isTls = target.Tls != TargetTlsMode.Disable;
        var host = target.Host.Contains(':', StringComparison.Ordinal) ? $"[{target.Host}]" : target.Host;
        Address = string.Create(CultureInfo.InvariantCulture, $"{(isTls ? "https" : "http")}://{host}:{target.Port}");
        Host = target.Port == (isTls ? 443 : 80) ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{target.Port}");
        basePath = (target.Path ?? "").TrimEnd('/');
        Returned = new ReturnedHeaders(Host, basePath, Credential.QueryName);
        Injected.AddAll(Credential.Secrets);
        var tls = TargetTls.Options(target, errors => wrongCertificate = errors);
        if (Config.ClientCertificate is { } certificate) tls.ClientCertificateContext = ClientCertificates.ContextOf(certificate);
        handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = null,
            SslOptions = tls,
            ConnectCallback = async (_, ct) =>
            {
                var link = await dial(ct);
                // Its own stream blocks threads, which is for sessions of one socket.
                return new NetworkStream(link.Socket, ownsSocket: true);
            },
        };
        Invoker = new HttpMessageInvoker(new CredentialHandler(Credential, Injected, Config.ClientCertificate is not null, () => wrongCertificate, handler), disposeHandler: false);
    }

    /// <summary>Sends requests with the target's credential in them; fails with a <see cref="TargetCredentialException"/> where it cannot be had or is not taken.</summary>
    public HttpMessageInvoker Invoker { get; }

    /// <summary>As configured when this way was made.</summary>
    public CredentialConfig Config { get; }

    public TargetCredential Credential { get; }

    /// <summary>Scheme, host and port.</summary>
    public string Address { get; }

    /// <summary>What the target is called in <c>Host</c>.</summary>
    public string Host { get; }

    /// <summary>All that was put in so far.</summary>
    public InjectedSecrets Injected { get; } = new();

    /// <summary>What becomes of an answer's head.</summary>
    public ReturnedHeaders Returned { get; }

    /// <summary>Where a caller's target is at the target: the one place where the base path is put before it. A canonical path has no dot segments left that could climb out of it.</summary>
    public Uri AddressOf(HttpTarget target) => RawAddress.Of(Address, basePath + target.Text);

    /// <summary>The path and query, as callers write them, of an address that the target names; null where it leads elsewhere, or out of the base path.</summary>
    /// <param name="from">What the target was asked when it named it.</param>
    public string? PathOf(string address, HttpTarget from) =>
        Uri.TryCreate(AddressOf(from), address, out var found) && found.Scheme is ("http" or "https") && (found.Authority == new Uri(Address).Authority || found.Authority.Equals(Host, StringComparison.OrdinalIgnoreCase))
            ? Returned.Below(found.PathAndQuery) : null;

    public ValueTask DisposeAsync()
    {
        Invoker.Dispose();
        handler.Dispose();
        return ValueTask.CompletedTask;
    }
}
