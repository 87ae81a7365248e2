using System.Buffers;
using System.Text;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Detectors;

public sealed class AllocationTests
{
    private const int Rounds = 200;

    /// <summary>Most values of most rows are clean: they must cost no memory, in text or in JSON, with escapes or without.</summary>
    [Theory]
    [InlineData("2026-11-22T09:10:12.123Z INFO worker-7 handled invoice 4711 in 17 ms", Shop.Text)]
    [InlineData("17,invoice,12.50,2026-11-22 12:10:07,open", Shop.Text)]
    [InlineData("C:\\users\\ada \\u00e9t\\u00e9", Shop.Text)]
    [InlineData("{\"id\": 17, \"name\": \"\\u00e9t\\u00e9 \\\"x\\\"\", \"total\": 12.5}", Shop.Json)]
    public void Clean_values_cost_no_memory(string value, uint type)
    {
        var mask = Shop.Masking(Shop.Everywhere with { Detectors = DetectorCatalogue.Words, Patterns = [new PatternDetector("p", "\\bV-[0-9]{6}\\b")] }).For(null).Column(Shop.Orders, 3, type)!;
        var (utf8, output) = (Encoding.UTF8.GetBytes(value), new ArrayBufferWriter<byte>());
        for (var warm = 0; warm < Rounds; warm++) Assert.Equal(MaskOutcome.Unchanged, mask.Apply(utf8, output));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++) mask.Apply(utf8, output);
        // What the runtime does by the way (a collection that clears pools) is less than one small object a round.
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < Rounds * 8, $"{GC.GetAllocatedBytesForCurrentThread() - before} bytes for {Rounds} values.");
    }
}
