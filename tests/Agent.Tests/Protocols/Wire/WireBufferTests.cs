using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Wire;

public sealed class WireBufferTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_behaves_as_a_list_of_bytes_would(int seed)
    {
        var random = new Random(seed);
        using var buffer = new WireBuffer(16);
        var model = new List<byte>();
        for (var step = 0; step < 20_000; step++)
        {
            switch (random.Next(8))
            {
                case 0 or 1:
                    var bytes = new byte[random.Next(200)];
                    random.NextBytes(bytes);
                    buffer.Write(bytes);
                    model.AddRange(bytes);
                    break;
                case 2:
                    var span = buffer.GetSpan(random.Next(100));
                    var used = random.Next(span.Length + 1);
                    span[..used].Fill((byte)step);
                    buffer.Advance(used);
                    model.AddRange(Enumerable.Repeat((byte)step, used));
                    break;
                case 3 or 4 or 5:
                    var count = random.Next(buffer.Length + 1);
                    buffer.Consume(count);
                    model.RemoveRange(0, count);
                    break;
                case 6:
                    var length = random.Next(buffer.Length + 1);
                    buffer.Truncate(length);
                    model.RemoveRange(length, model.Count - length);
                    break;
                default:
                    buffer.Shrink(16);
                    break;
            }

            Assert.Equal(model.Count, buffer.Length);
            Assert.Equal(model.Count == 0, buffer.IsEmpty);
            Assert.True(buffer.Span.SequenceEqual(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(model)));
        }
    }

    [Fact]
    public void More_than_is_there_can_be_neither_consumed_nor_kept()
    {
        using var buffer = new WireBuffer(16);
        buffer.Write([1, 2, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Consume(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Truncate(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(1_000_000));
        Assert.Equal(3, buffer.Length);
    }

    [Fact]
    public void A_stream_through_it_takes_no_more_room_than_a_few_reads()
    {
        using var buffer = new WireBuffer();
        for (var i = 0; i < 10_000; i++)
        {
            buffer.GetMemory(65536);
            buffer.Advance(50_000);
            buffer.Consume(i % 3 == 0 ? buffer.Length - 7 : Math.Min(buffer.Length, 49_000));
            if (buffer.Length > 100_000) buffer.Consume(buffer.Length);
        }

        Assert.InRange(buffer.GetSpan(1).Length + buffer.Length, 0, 1024 * 1024);
    }

    [Fact]
    public void Once_disposed_it_is_empty_and_its_memory_is_given_back_once()
    {
        var buffer = new WireBuffer(16);
        buffer.Write([1]);
        buffer.Dispose();
        buffer.Dispose();
        Assert.True(buffer.IsEmpty);
    }
}
