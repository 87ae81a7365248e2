using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Wire;

public sealed class WireReaderTests
{
    private static readonly byte[] message = [7, 0x12, 0x34, 0x89, 0xab, 0xcd, 0xef, (byte)'h', (byte)'i', 0, 1, 2, 3];

    [Fact]
    public void Fields_are_read_in_network_byte_order()
    {
        var reader = new WireReader(message, "Test");
        Assert.Equal(7, reader.ReadByte());
        Assert.Equal(0x1234, reader.ReadInt16());
        Assert.Equal(unchecked((int)0x89abcdef), reader.ReadInt32());
        Assert.True(reader.ReadCString().SequenceEqual("hi"u8));
        Assert.Equal(3, reader.Remaining);
        Assert.True(reader.ReadBytes(3).SequenceEqual((ReadOnlySpan<byte>)[1, 2, 3]));
        reader.ReadEnd();
    }

    [Fact]
    public void A_message_cut_anywhere_complains_instead_of_reading_on()
    {
        for (var length = 0; length < message.Length; length++)
        {
            var cut = message[..length];
            var caught = Assert.Throws<WireException>(() => ReadAll(cut));
            Assert.StartsWith("Test:", caught.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_left_over_is_complained_about() => Assert.Throws<WireException>(() => ReadAll([.. message, 0]));

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Absurd_lengths_are_complained_about(int length) => Assert.Throws<WireException>(() => new WireReader(message, "Test").ReadBytes(length));

    private static void ReadAll(byte[] bytes)
    {
        var reader = new WireReader(bytes, "Test");
        reader.ReadByte();
        reader.ReadInt16();
        reader.ReadUInt32();
        reader.ReadCString();
        reader.ReadBytes(3);
        reader.ReadEnd();
    }
}
