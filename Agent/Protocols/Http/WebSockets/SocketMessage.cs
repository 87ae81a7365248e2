using System.Net.WebSockets;

namespace HoopLike.Agent.Protocols.Http.WebSockets;

/// <summary>One message of a WebSocket, whole.</summary>
/// <param name="Type">Close where the other side says goodbye; its status and words are the socket's then.</param>
internal readonly record struct SocketMessage(WebSocketMessageType Type, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Messages are judged and masked whole; programs that send more than this stream files.</summary>
    public const int Limit = 1024 * 1024;

    /// <summary>JSON by its looks: subprotocols seldom say.</summary>
    public bool LooksLikeJson => Bytes.Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    /// <exception cref="SocketEndedException">The message is longer than <see cref="Limit"/>.</exception>
    public static async Task<SocketMessage> ReadAsync(WebSocket socket, CancellationToken ct)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), ct);
            length += read.Count;
            if (read.EndOfMessage || read.MessageType == WebSocketMessageType.Close) return new SocketMessage(read.MessageType, buffer.AsMemory(0, length));
            if (length >= Limit) throw new SocketEndedException(WebSocketCloseStatus.MessageTooBig, $"A message is larger than the {Limit / 1024} KiB that can be read at once.");
            if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(2 * buffer.Length, Limit));
        }
    }
}
