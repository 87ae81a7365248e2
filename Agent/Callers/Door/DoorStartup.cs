using System.Buffers.Binary;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Callers.Door;

/// <summary>How a client's first words at the door ended.</summary>
internal abstract record DoorOpening
{
    /// <summary>A session is wanted.</summary>
    /// <param name="Packet">The StartupMessage as it came, with its length.</param>
    public sealed record Session(byte[] Packet) : DoorOpening;

    /// <summary>A statement of another session is to be cancelled.</summary>
    /// <param name="Packet">The CancelRequest as it came. Its key is the gateway's own.</param>
    public sealed record Cancel(byte[] Packet) : DoorOpening;

    /// <summary>The client left, as port checks do.</summary>
    public sealed record Nothing : DoorOpening;
}

/// <summary>Reads the start of a PostgreSQL session (manual, section 55.2.1), within bounds. TLS and GSS encryption are declined: the bytes do not leave the machine.</summary>
internal static class DoorStartup
{
    private const int HeaderLength = 8;

    /// <exception cref="WireException">What came is no start of this protocol.</exception>
    public static async Task<DoorOpening> ReadAsync(Stream client, CancellationToken ct)
    {
        var (tlsDeclined, gssDeclined) = (false, false);
        while (true)
        {
            var header = new byte[HeaderLength];
            var got = await client.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, ct);
            if (got == 0) return new DoorOpening.Nothing();
            if (got < HeaderLength) throw new WireException("The start-up message ends before it is complete.");
            var (length, code) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
            if (length is < HeaderLength or > PgStartupMessage.LengthLimit) throw new WireException("This is not the start of a PostgreSQL session.");
            switch (code)
            {
                case PgStartupMessage.TlsCode when length == HeaderLength && !tlsDeclined:
                    tlsDeclined = true;
                    await client.WriteAsync("N"u8.ToArray(), ct);
                    continue;
                case PgStartupMessage.GssCode when length == HeaderLength && !gssDeclined:
                    gssDeclined = true;
                    await client.WriteAsync("N"u8.ToArray(), ct);
                    continue;
            }

            var packet = new byte[length];
            header.CopyTo(packet, 0);
            await ReadRestAsync(client, packet.AsMemory(HeaderLength), ct);
            if (code == PgStartupMessage.CancelCode) return length == 16 ? new DoorOpening.Cancel(packet) : throw new WireException("The cancel request has not the length of one.");
            PgStartupMessage.Read(packet.AsSpan(4));
            return new DoorOpening.Session(packet);
        }
    }

    private static async Task ReadRestAsync(Stream client, Memory<byte> rest, CancellationToken ct)
    {
        if (await client.ReadAtLeastAsync(rest, rest.Length, throwOnEndOfStream: false, ct) < rest.Length) throw new WireException("The start-up message ends before it is complete.");
    }
}
