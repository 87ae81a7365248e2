using System.Buffers.Binary;
using System.Text;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Messages of a sign-in at a server (PostgreSQL manual, section 55.2.1), read to the byte: what follows ReadyForQuery belongs to whoever relays.</summary>
internal sealed class PgLoginStream(Stream stream)
{
    /// <summary>Of one message. Sign-in messages have some hundred bytes; a notice may have a few thousand.</summary>
    public const int MessageLimit = 64 * 1024;

    /// <summary>Of messages up to ReadyForQuery: servers send some twenty.</summary>
    private const int CountLimit = 1000;

    private readonly byte[] header = new byte[5];
    private int count;

    /// <summary>What the server answered to SSLRequest.</summary>
    public async Task<char> AskForTlsAsync(CancellationToken ct)
    {
        await stream.WriteAsync(new byte[] { 0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F }, ct);
        await stream.FlushAsync(ct);
        await stream.ReadExactlyAsync(header.AsMemory(0, 1), ct);
        return (char)header[0];
    }

    /// <exception cref="InvalidDataException">It has no message's length, or there is no end of them.</exception>
    /// <exception cref="EndOfStreamException">The server closed.</exception>
    public async Task<(char Type, byte[] Body)> ReadAsync(CancellationToken ct)
    {
        if (++count > CountLimit) throw new InvalidDataException("the sign-in has no end");
        await stream.ReadExactlyAsync(header, ct);
        var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1));
        if (length is < 4 or > MessageLimit) throw new InvalidDataException($"a message of type 0x{header[0]:X2} announces {length} bytes");
        var body = new byte[length - 4];
        await stream.ReadExactlyAsync(body, ct);
        return ((char)header[0], body);
    }

    /// <summary>StartupMessage, protocol 3.0.</summary>
    public Task StartAsync(IEnumerable<(string Name, string Value)> parameters, CancellationToken ct)
    {
        var fields = new MemoryStream();
        Span<byte> version = [0, 3, 0, 0];
        fields.Write(version);
        foreach (var (name, value) in parameters)
        {
            WriteText(fields, name);
            WriteText(fields, value);
        }
        fields.WriteByte(0);
        return SendAsync(null, fields.ToArray(), ct);
    }

    /// <summary>PasswordMessage: a password or its md5.</summary>
    public Task SendPasswordAsync(string password, CancellationToken ct) => SendAsync('p', [.. Encoding.UTF8.GetBytes(password), 0], ct);

    public Task SendSaslFirstAsync(string mechanism, string message, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        return SendAsync('p', [.. Encoding.ASCII.GetBytes(mechanism), 0, .. length, .. bytes], ct);
    }

    public Task SendSaslAsync(string message, CancellationToken ct) => SendAsync('p', Encoding.UTF8.GetBytes(message), ct);

    /// <summary>CancelRequest; the server closes when it has acted on it.</summary>
    public async Task CancelAsync(int processId, int secret, CancellationToken ct)
    {
        var message = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(message, 16);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), 80877102);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(8), processId);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(12), secret);
        await stream.WriteAsync(message, ct);
        await stream.FlushAsync(ct);
        while (await stream.ReadAsync(header, ct) > 0)
        {
        }
    }

    private async Task SendAsync(char? type, byte[] body, CancellationToken ct)
    {
        var offset = type is null ? 0 : 1;
        var message = new byte[offset + 4 + body.Length];
        if (type is { } letter) message[0] = (byte)letter;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(offset), body.Length + 4);
        body.CopyTo(message, offset + 4);
        await stream.WriteAsync(message, ct);
        await stream.FlushAsync(ct);
    }

    private static void WriteText(Stream fields, string text)
    {
        fields.Write(Encoding.UTF8.GetBytes(text));
        fields.WriteByte(0);
    }
}
