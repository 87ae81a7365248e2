using System.Net;
using System.Net.WebSockets;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Connections;

namespace HoopLike.Agent.Link.WebSockets;

/// <summary>Opens the WebSocket under a hub connection, without SignalR's negotiation.</summary>
/// <param name="bearer">Called at each connect; goes into the Authorization header, never into the address.</param>
internal sealed class WebSocketConnectionFactory(Func<string> bearer) : IConnectionFactory
{
    private static readonly TimeSpan connectLimit = TimeSpan.FromSeconds(10);

    /// <summary>How often the console is asked whether it is there.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take to answer: with the default a dead console is noticed in 12 s, whatever it was configured to send.</summary>
    public TimeSpan PongLimit { get; init; } = TimeSpan.FromSeconds(7);

    /// <exception cref="ConsoleRefusedException">The console answered 401 or 403.</exception>
    /// <exception cref="AgentRevokedException">It said that the key was revoked.</exception>
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var address = new UriBuilder(((UriEndPoint)endpoint).Uri);
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = PingInterval;
        socket.Options.KeepAliveTimeout = PongLimit;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Authorization", $"Bearer {bearer()}");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(connectLimit);
        try
        {
            await socket.ConnectAsync(address.Uri, patience.Token);
        }
        catch (Exception e)
        {
            var (status, revoked) = (socket.HttpStatusCode, socket.HttpResponseHeaders?.GetValueOrDefault(AgentHubAddress.RevokedHeader)?.FirstOrDefault());
            socket.Dispose();
            if (status is HttpStatusCode.Unauthorized && revoked is not null) throw new AgentRevokedException(revoked, e);
            if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                throw new ConsoleRefusedException("The console does not accept this agent's key (any more).", e);
            throw;
        }
        return new WebSocketConnection(socket);
    }
}
