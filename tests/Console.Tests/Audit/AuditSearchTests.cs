using HoopLike.Console.Audit;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Audit;

[Collection(nameof(Stores))]
public sealed class AuditSearchTests(Stores stores)
{
    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Each_part_of_a_query_narrows_it(string provider)
    {
        var time = new ManualTime();
        await using var console = await stores.StartAsync(provider, time: time);
        var (log, search) = (console.Get<AuditLog>(), console.Get<AuditSearch>());
        await log.AppendAsync(new Actor("ann", "192.0.2.1"), new AuditNote("policy.changed", "policy no-drops") { Before = """{"effect":"allow"}""", After = """{"effect":"deny"}""" }, default);
        await log.AppendAsync(new Actor("bob", null), new AuditNote("policy.removed", "policy night_watch"), default);
        time.Advance(TimeSpan.FromHours(1));
        var later = time.GetUtcNow();
        await log.AppendAsync(new Actor("ann", null), new AuditNote("connection.added", "connection shop") { Detail = "100% new" }, default);

        Assert.Equal(["connection shop", "policy no-drops"], await TargetsAsync(new AuditQuery(Actor: "ann")));
        Assert.Equal(["policy night_watch"], await TargetsAsync(new AuditQuery(Action: "policy.removed")));
        Assert.Equal(["policy night_watch", "policy no-drops"], await TargetsAsync(new AuditQuery(Action: "policy")));
        Assert.Equal(["policy night_watch", "policy no-drops"], await TargetsAsync(new AuditQuery(Target: "policy")));
        Assert.Equal(["connection shop"], await TargetsAsync(new AuditQuery(Target: "connection shop")));
        Assert.Equal(["connection shop"], await TargetsAsync(new AuditQuery(Target: "connection", From: later)));
        Assert.DoesNotContain("connection shop", await TargetsAsync(new AuditQuery(To: later)));
        Assert.Equal(["policy no-drops"], await TargetsAsync(new AuditQuery(Text: "\"DENY\"")));
        Assert.Equal(["policy no-drops"], await TargetsAsync(new AuditQuery(Text: "192.0.2.1")));
        Assert.Equal(["connection shop"], await TargetsAsync(new AuditQuery(Text: "100%")));
        Assert.Equal(["policy night_watch"], await TargetsAsync(new AuditQuery(Text: "night_w")));
        Assert.Empty(await TargetsAsync(new AuditQuery(Actor: "ann", Text: "night_watch")));
        Assert.Contains("ann", (await search.WordsAsync(default)).Actors);
        Assert.Contains("policy.changed", (await search.WordsAsync(default)).Actions);

        async Task<IEnumerable<string>> TargetsAsync(AuditQuery query) => (await search.FindAsync(query, null, 50, default)).Select(a => a.Target);
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Pages_and_the_stream_hold_every_entry_once(string provider)
    {
        await using var console = await stores.StartAsync(provider);
        var (log, search) = (console.Get<AuditLog>(), console.Get<AuditSearch>());
        for (var n = 0; n < 7; n++) await log.AppendAsync(new Actor("a", null), new AuditNote("test", $"t{n}"), default);
        var query = new AuditQuery(Action: "test");

        var first = await search.FindAsync(query, null, 4, default);
        var rest = await search.FindAsync(query, first[^1].Sequence, 4, default);

        Assert.Equal(["t6", "t5", "t4", "t3", "t2", "t1", "t0"], first.Concat(rest).Select(a => a.Target));
        Assert.Equal(["t0", "t1", "t2", "t3", "t4", "t5", "t6"], await search.StreamAsync(query, default).Select(a => a.Target).ToListAsync());
        Assert.Equal(await search.CountAsync(default), first[0].Sequence);
    }

    [Fact]
    public async Task The_chain_is_checked_and_the_answer_remembered()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var proof = console.Get<ChainProof>();
        Assert.Null(proof.Last);

        var verdict = await proof.CheckAsync(null, default);

        Assert.Null(verdict.FirstBroken);
        Assert.True(verdict.Entries > 10);
        Assert.Same(verdict, proof.Last);
    }
}
