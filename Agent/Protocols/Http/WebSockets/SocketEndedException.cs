using System.Net.WebSockets;

namespace HoopLike.Agent.Protocols.Http.WebSockets;

/// <summary>The gateway ends a WebSocket. The words are for the caller.</summary>
internal sealed class SocketEndedException(WebSocketCloseStatus status, string words) : Exception(words)
{
    public WebSocketCloseStatus Status { get; } = status;
}
