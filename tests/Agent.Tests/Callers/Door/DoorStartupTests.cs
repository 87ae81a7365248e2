using System.Buffers.Binary;
using System.Text;
using HoopLike.Agent.Callers.Door;
using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Callers.Door;

public sealed class DoorStartupTests
{
    private static readonly byte[] tls = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
    private static readonly byte[] gss = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x30];
    private static readonly byte[] cancel = [0, 0, 0, 16, 0x04, 0xd2, 0x16, 0x2e, 0, 0, 0, 42, 1, 2, 3, 4];
    private static readonly byte[] startup = Packet(0x00030000, "user\0ada\0database\0shop\0\0");

    public static TheoryData<string, byte[]> Starts => new()
    {
        { "", startup },
        { "N", [.. tls, .. startup] },
        { "N", [.. gss, .. startup] },
        { "NN", [.. gss, .. tls, .. startup] },
        { "NN", [.. tls, .. gss, .. startup] },
    };

    public static TheoryData<string, byte[]> Nonsense => new()
    {
        { "half a header", [0, 0, 0] },
        { "half a message", startup[..^3] },
        { "TLS that starts at once", [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc] },
        { "HTTP", Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n") },
        { "a length of nothing", [0, 0, 0, 0, 0, 3, 0, 0] },
        { "a negative length", [0xff, 0xff, 0xff, 0xff, 0, 3, 0, 0] },
        { "more than a server takes", [.. BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(10_001)), 0, 3, 0, 0, .. new byte[9993]] },
        { "an old protocol", Packet(0x00020000, "user\0ada\0\0") },
        { "a string without an end", Packet(0x00030000, "user") },
        { "a tail", Packet(0x00030000, "user\0ada\0\0more") },
        { "asking for TLS twice", [.. tls, .. tls, .. startup] },
        { "asking for GSS twice", [.. gss, .. gss, .. startup] },
        { "a long request for TLS", [0, 0, 0, 12, 0x04, 0xd2, 0x16, 0x2f, 0, 0, 0, 0] },
        { "a long cancel", [0, 0, 0, 20, 0x04, 0xd2, 0x16, 0x2e, .. new byte[12]] },
        { "a short cancel", [0, 0, 0, 12, 0x04, 0xd2, 0x16, 0x2e, 0, 0, 0, 42] },
    };

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task A_session_is_read_whole_and_encryption_is_declined(string said, byte[] sent)
    {
        foreach (var chunk in (int[])[1, 3, 1000])
        {
            using var client = new Client(sent, chunk);

            Assert.Equal(startup, Assert.IsType<DoorOpening.Session>(await DoorStartup.ReadAsync(client, default)).Packet);
            Assert.Equal(said, client.Said);
        }
    }

    [Fact]
    public async Task A_cancel_request_is_read_as_it_is()
    {
        using var client = new Client([.. tls, .. cancel], 5);

        Assert.Equal(cancel, Assert.IsType<DoorOpening.Cancel>(await DoorStartup.ReadAsync(client, default)).Packet);
    }

    [Fact]
    public async Task A_port_check_is_no_fault()
    {
        using var client = new Client([], 1);

        Assert.IsType<DoorOpening.Nothing>(await DoorStartup.ReadAsync(client, default));
    }

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task What_is_no_start_is_refused(string what, byte[] sent)
    {
        using var client = new Client(sent, 4);

        var refusal = await Assert.ThrowsAsync<WireException>(() => DoorStartup.ReadAsync(client, default));
        Assert.True(refusal.Message.Length > 0, what);
    }

    [Fact]
    public async Task What_follows_the_start_is_left_for_the_relay()
    {
        using var client = new Client([.. startup, 1, 2, 3], 1000);

        await DoorStartup.ReadAsync(client, default);

        Assert.Equal(3, client.Left);
    }

    private static byte[] Packet(int protocol, string parameters)
    {
        var body = Encoding.UTF8.GetBytes(parameters);
        var packet = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length);
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(4), protocol);
        body.CopyTo(packet, 8);
        return packet;
    }

    /// <summary>Sends in pieces, and keeps what it is told.</summary>
    private sealed class Client(byte[] sent, int chunk) : Stream
    {
        private readonly MemoryStream said = new();
        private int at;

        public string Said => Encoding.ASCII.GetString(said.ToArray());

        public int Left => sent.Length - at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var n = Math.Min(Math.Min(count, chunk), sent.Length - at);
            Array.Copy(sent, at, buffer, offset, n);
            at += n;
            return n;
        }

        public override void Write(byte[] buffer, int offset, int count) => said.Write(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
