using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Sessions;

[Collection(nameof(Stores))]
public sealed class SavedSearchesTests(Stores stores)
{
    public static TheoryData<string> Providers => Stores.Providers;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Everybody_keeps_their_own_and_a_deleted_one_can_come_back(string provider)
    {
        await using var console = await stores.StartAsync(provider);
        var searches = console.Get<SavedSearches>();

        Assert.Null(await searches.SaveAsync("ida", " denied today ", "verdict=deny&range=24h", CancellationToken.None));
        Assert.Null(await searches.SaveAsync("ida", "all of shop", "connection=shop", CancellationToken.None));
        Assert.Null(await searches.SaveAsync("dirk", "denied today", "verdict=deny", CancellationToken.None));
        Assert.Null(await searches.SaveAsync("ida", "denied today", "verdict=deny&range=1h", CancellationToken.None));
        Assert.NotNull(await searches.SaveAsync("ida", "  ", "verdict=deny", CancellationToken.None));

        Assert.Equal([("all of shop", "connection=shop"), ("denied today", "verdict=deny&range=1h")], (await searches.ListAsync("ida", CancellationToken.None)).Select(s => (s.Name, s.Query)));
        await searches.DeleteAsync("ida", "denied today", CancellationToken.None);
        Assert.Equal(["all of shop"], (await searches.ListAsync("ida", CancellationToken.None)).Select(s => s.Name));
        Assert.Equal(["denied today"], (await searches.ListAsync("dirk", CancellationToken.None)).Select(s => s.Name));
    }

    [Fact]
    public void A_search_and_its_address_say_the_same()
    {
        var filter = new SessionFilter("ann & co", "shop", "postgres", "deny", "a=b?", null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), true);
        var address = filter.ToQueryString().Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));

        Assert.Equal(filter, SessionFilter.Read(address.GetValueOrDefault));
        Assert.Equal(SessionFilter.All, SessionFilter.Read(name => name == "range" ? "a week or so" : null));
        Assert.Equal("", SessionFilter.All.ToQueryString());
    }

    [Fact]
    public void A_range_in_words_is_measured_from_now_and_nobody_sees_beyond_their_own()
    {
        var now = DateTimeOffset.UnixEpoch.AddDays(100);

        var query = new SessionFilter(Identity: "dirk", Range: "24h").At(now, own: "ann");

        Assert.Equal((now.AddDays(-1), null, "ann"), (query.From, query.To, query.Identity));
    }
}
