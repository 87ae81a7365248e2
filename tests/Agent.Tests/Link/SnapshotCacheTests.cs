using System.Text;
using HoopLike.Agent.Link;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Link;

public sealed class SnapshotCacheTests : IDisposable
{
    private readonly ScratchDirectory scratch = new();
    private readonly AgentKeyRing keys;

    public SnapshotCacheTests() => keys = AgentKeyRing.LoadOrCreate(scratch.Data);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void What_was_stored_is_loaded_and_nobody_can_read_it_on_disk()
    {
        Cache().Store("{\"password\":\"hush\"}"u8);
        Assert.Equal("{\"password\":\"hush\"}", Encoding.UTF8.GetString(Cache().Load()!));
        Assert.DoesNotContain("hush", Encoding.Latin1.GetString(File.ReadAllBytes(CachePath)), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_stored_is_nothing_loaded() => Assert.Null(Cache().Load());

    [Fact]
    public void A_cache_changed_in_any_byte_is_ignored()
    {
        Cache().Store("{}"u8);
        var good = File.ReadAllBytes(CachePath);
        for (var i = 0; i < good.Length; i++)
        {
            var bad = good.ToArray();
            bad[i] ^= 1;
            File.WriteAllBytes(CachePath, bad);
            Assert.Null(Cache().Load());
        }
        for (var length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(CachePath, good[..length]);
            Assert.Null(Cache().Load());
        }
    }

    [Fact]
    public void Another_agents_cache_is_ignored()
    {
        Cache().Store("{}"u8);
        using var elsewhere = new ScratchDirectory();
        Assert.Null(new SnapshotCache(scratch.Data, AgentKeyRing.LoadOrCreate(elsewhere.Data), NullLogger<SnapshotCache>.Instance).Load());
    }

    private string CachePath => scratch.Data.PathOf(SnapshotCache.FileName);

    private SnapshotCache Cache() => new(scratch.Data, keys, NullLogger<SnapshotCache>.Instance);
}
