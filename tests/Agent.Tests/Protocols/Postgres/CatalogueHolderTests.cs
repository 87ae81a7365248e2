using System.Collections.Frozen;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

public sealed class CatalogueHolderTests
{
    private readonly ManualTime time = new();
    private readonly Library library = new();
    private readonly ISchemaSource shop;

    public CatalogueHolderTests() => shop = new CatalogueHolder(library.ReadAsync, time).For(Some.Connection(), "shop");

    [Fact]
    public async Task Many_who_ask_at_once_cause_one_reading()
    {
        library.Hold();
        var asking = Enumerable.Range(0, 20).Select(_ => shop.GetAsync(CancellationToken.None)).ToArray();
        library.Release();
        var answers = await Task.WhenAll(asking).WaitAsync(Some.Patience);
        Assert.Equal(1, library.Readings);
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task A_refresh_does_not_take_the_answer_of_a_reading_that_began_before_it()
    {
        library.Hold();
        var first = shop.GetAsync(CancellationToken.None);
        await library.Begun.WaitAsync(Some.Patience);
        library.Tables = "orders";
        var refreshed = Enumerable.Range(0, 5).Select(_ => shop.RefreshAsync(CancellationToken.None)).ToArray();
        library.Release();
        await first.WaitAsync(Some.Patience);
        var answers = await Task.WhenAll(refreshed).WaitAsync(Some.Patience);
        Assert.Equal(2, library.Readings);
        Assert.All(answers, a => Assert.Equal("orders", a.Relations[1].Name));
    }

    [Fact]
    public async Task An_unchanged_schema_stays_the_same_instance()
    {
        var before = await shop.GetAsync(CancellationToken.None);
        Assert.Same(before, await shop.RefreshAsync(CancellationToken.None));
        shop.Invalidate();
        Assert.Null(shop.Current);
        Assert.Same(before, await shop.GetAsync(CancellationToken.None));
        library.Tables = "orders";
        Assert.NotSame(before, await shop.RefreshAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Names_that_a_transaction_is_making_are_told_to_all_sessions_until_it_ended_and_the_schema_was_read_after_that()
    {
        var before = await shop.GetAsync(CancellationToken.None);
        var (one, two) = (new object(), new object());
        shop.Unsettle(one, ["orders"]);
        shop.Unsettle(two, ["people", "orders"]);
        Assert.NotSame(before, shop.Current);
        Assert.Equal(["orders", "people"], shop.Current!.Unsettled.Order(StringComparer.Ordinal));
        Assert.Equal(["orders", "people"], (await shop.RefreshAsync(CancellationToken.None)).Unsettled.Order(StringComparer.Ordinal));

        shop.Settle(two);
        Assert.Null(shop.Current);
        Assert.Equal(["orders"], (await shop.GetAsync(CancellationToken.None)).Unsettled);
        shop.Settle(one);
        Assert.Null(shop.Current);
        Assert.Empty((await shop.GetAsync(CancellationToken.None)).Unsettled);
    }

    [Fact]
    public async Task An_owner_without_such_a_transaction_settles_nothing()
    {
        var before = await shop.GetAsync(CancellationToken.None);
        shop.Settle(new object());
        Assert.Same(before, shop.Current);
    }

    [Fact]
    public async Task After_half_a_minute_it_is_read_again_behind_its_users_backs()
    {
        await shop.GetAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.NotNull(shop.Current);
        Assert.Equal(1, library.Readings);
        library.Tables = "orders";
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("customers", shop.Current!.Relations[1].Name);
        await shop.RefreshAsync(CancellationToken.None);
        Assert.Equal("orders", shop.Current!.Relations[1].Name);
        Assert.Equal(3, library.Readings);
    }

    [Fact]
    public async Task What_could_not_be_read_for_minutes_is_not_used_any_more()
    {
        await shop.GetAsync(CancellationToken.None);
        library.Broken = true;
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.NotNull(shop.Current);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(shop.Current);
        await Assert.ThrowsAsync<AccessRefused>(() => shop.GetAsync(CancellationToken.None));
        library.Broken = false;
        Assert.NotNull(await shop.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_was_read_while_the_schema_changed_is_not_kept()
    {
        library.Hold();
        var first = shop.GetAsync(CancellationToken.None);
        await library.Begun.WaitAsync(Some.Patience);
        shop.Invalidate();
        var later = shop.GetAsync(CancellationToken.None);
        library.Tables = "orders";
        library.Release();
        await first.WaitAsync(Some.Patience);
        Assert.Equal("orders", (await later.WaitAsync(Some.Patience)).Relations[1].Name);
        Assert.Equal(2, library.Readings);
    }

    [Fact]
    public async Task A_caller_that_is_gone_does_not_end_the_reading_of_others()
    {
        library.Hold();
        using var gone = new CancellationTokenSource();
        var leaving = shop.GetAsync(gone.Token);
        var staying = shop.GetAsync(CancellationToken.None);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        library.Release();
        Assert.NotNull(await staying.WaitAsync(Some.Patience));
    }

    [Fact]
    public async Task A_connection_that_leads_elsewhere_is_read_anew()
    {
        var holder = new CatalogueHolder(library.ReadAsync, time);
        var connection = Some.Connection();
        await holder.GetAsync(connection, "shop", CancellationToken.None);
        await holder.GetAsync(connection with { Tags = connection.Tags.Add("env", "prod") }, "shop", CancellationToken.None);
        Assert.Equal(1, library.Readings);
        await holder.GetAsync(connection with { Target = connection.Target with { Port = 5433 } }, "shop", CancellationToken.None);
        Assert.Equal(2, library.Readings);
    }

    /// <summary>A target whose schema is one table, read as fast as a test wants.</summary>
    private sealed class Library
    {
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource held = Released();
        private int readings;

        public int Readings => Volatile.Read(ref readings);

        public Task Begun => begun.Task;

        public string Tables { get; set; } = "customers";

        public bool Broken { get; set; }

        public void Hold() => held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => held.SetResult();

        public async Task<TargetCatalogue> ReadAsync(ConnectionConfig connection, string database, CancellationToken ct)
        {
            Interlocked.Increment(ref readings);
            var table = Tables;
            begun.TrySetResult();
            await held.Task;
            if (Broken) throw new AccessRefused(RefusalKind.Unavailable, "broken");
            return new TargetCatalogue([new CatalogueRelation(1, "public", table, 'r', [], [], [])], [], [], FrozenSet<string>.Empty);
        }

        private static TaskCompletionSource Released()
        {
            var source = new TaskCompletionSource();
            source.SetResult();
            return source;
        }
    }
}
