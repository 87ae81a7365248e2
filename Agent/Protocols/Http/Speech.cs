using System.Buffers.Binary;
using System.Net.Sockets;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>How a client begins to speak on a fresh connection.</summary>
internal enum Speech
{
    /// <summary>HTTP/1.1 in the clear.</summary>
    Plain,
    /// <summary>HTTP/2 in the clear, by prior knowledge (RFC 9113, section 3.3).</summary>
    PlainHttp2,
    Tls,
}

/// <summary>Tells by a connection's first bytes, which it leaves where they are, what is spoken.</summary>
internal static class SpeechReading
{
    private const byte TlsHandshake = 22;

    /// <summary>From the first byte on a client that means to speak goes on at once; the first byte is machine time too.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    /// <summary>Blocks. Null when the client left, or said nothing in time.</summary>
    public static Speech? Of(Socket socket)
    {
        Span<byte> first = stackalloc byte[4];
        if (!socket.Poll(patience, SelectMode.SelectRead)) return null;
        var length = socket.Receive(first, SocketFlags.Peek);
        if (length == 0) return null;
        if (first[0] == TlsHandshake) return Speech.Tls;
        // No method of HTTP/1.1 begins with PRI: the rest of the preface is Kestrel's to check.
        if (length < 4 && "PRI "u8.StartsWith(first[..length]))
        {
            // Readable means four bytes now, or the end.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, 4);
            if (!socket.Poll(patience, SelectMode.SelectRead)) return null;
            length = socket.Receive(first, SocketFlags.Peek);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, 1);
        }
        return length == 4 && BinaryPrimitives.ReadUInt32BigEndian(first) == BinaryPrimitives.ReadUInt32BigEndian("PRI "u8) ? Speech.PlainHttp2 : Speech.Plain;
    }
}
