using System.Net.WebSockets;
using HoopLike.Agent.Protocols.Http.Credentials;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HoopLike.Agent.Protocols.Http.WebSockets;

/// <summary>Opens the target's side of a WebSocket, over the same way as all requests and with the same credential.</summary>
internal static class TargetSocket
{
    private static readonly HashSet<string> ownOfEachSide = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Host, HeaderNames.ContentLength, HeaderNames.AcceptEncoding,
        HeaderNames.SecWebSocketKey, HeaderNames.SecWebSocketVersion, HeaderNames.SecWebSocketExtensions, HeaderNames.SecWebSocketProtocol,
    };

    /// <exception cref="SessionFailure">The target does not take it.</exception>
    public static async Task<ClientWebSocket> OpenAsync(HttpContext context, Uri address, HttpMessageInvoker way, CancellationToken ct)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var protocol in context.WebSockets.WebSocketRequestedProtocols) socket.Options.AddSubProtocol(protocol);
        var hops = new HopHeaders(context.Request.Headers);
        foreach (var (name, value) in context.Request.Headers)
            if (!hops.Has(name) && !ownOfEachSide.Contains(name) && ExchangeTransform.IsForwarded(name)) socket.Options.SetRequestHeader(name, value.ToString());
        try
        {
            await socket.ConnectAsync(new UriBuilder(address) { Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs }.Uri, way, ct);
            return socket;
        }
        catch (WebSocketException e)
        {
            var status = (int)socket.HttpStatusCode;
            socket.Dispose();
            for (var inner = e.InnerException; inner is not null; inner = inner.InnerException)
                if (inner is TargetCredentialException credential) throw credential;
            throw new SessionFailure(FailureKind.Unavailable, status is 0 or 101 ? "The target could not be reached for a WebSocket." : $"The target did not take the WebSocket: it answered {status}.", inner: e);
        }
    }
}
