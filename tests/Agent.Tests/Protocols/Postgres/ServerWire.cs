using System.Net.Sockets;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>A connection to a real server at the level of bytes, as the superuser of <see cref="PrivatePostgres"/>.</summary>
internal sealed class ServerWire : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 20_000 };
    private readonly byte[] buffer = new byte[65536];

    public ServerWire(int port)
    {
        socket.Connect("127.0.0.1", port);
        byte[] parameters = [.. PgBytes.Int32(196608), .. PgBytes.Text("user"), .. PgBytes.Text("app"), .. PgBytes.Text("database"), .. PgBytes.Text("postgres"), 0];
        Send([.. PgBytes.Int32(parameters.Length + 4), .. parameters]);
        ReadUntil(static got => got.Length > 6 && got[^6] == 'Z');
    }

    public bool HasAnswer => socket.Available > 0;

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[socket.Send(bytes)..];
    }

    /// <summary>Waits for what comes next.</summary>
    public ReadOnlySpan<byte> Receive()
    {
        var count = socket.Receive(buffer);
        return count > 0 ? buffer.AsSpan(0, count) : throw new IOException("The server closed.");
    }

    public byte[] ReadUntil(Func<byte[], bool> enough)
    {
        var got = new List<byte>();
        do got.AddRange(Receive());
        while (!enough([.. got]));
        return [.. got];
    }

    /// <summary>Everything up to the answer to a query that marks the end.</summary>
    public byte[] Exchange(byte[] program)
    {
        Send(PgBytes.Join(program, Ask.Query("select 'the end'")));
        return ReadUntil(static got => got.AsSpan().IndexOf("the end"u8) is var at and >= 0 && got.AsSpan(at).IndexOf("Z\0\0\0\u0005"u8) is var ready and >= 0 && got.Length > at + ready + 5);
    }

    public void Dispose() => socket.Dispose();
}
