using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Recording;

/// <summary>What the console has of a session afterwards.</summary>
public sealed class RecordedSessionTests
{
    [Fact]
    public async Task A_session_is_recorded_from_open_to_close_with_masked_rows()
    {
        var events = await RecordAsync(stack => stack.Plan.Shop, "select id, name, email from customers where id = 1");

        Assert.Equal("opened", (string?)events.All[0]["kind"]);
        Assert.Equal("analyst", (string?)events.All[0]["identity"]);
        Assert.Equal("shop", (string?)events.All[0]["connection"]);
        Assert.Equal("closed", (string?)events.All[^1]["kind"]);
        var operation = events.Of("operation").Last();
        Assert.Equal("allow", (string?)operation["verdict"]);
        Assert.Contains("select", operation["kinds"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("customers", operation["tables"]!.ToJsonString(), StringComparison.Ordinal);
        var result = events.Of("result").Last();
        Assert.Equal(1, (long)result["rows"]!);
        Assert.Contains("Ada", result.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(ShopSchema.Email, result.ToJsonString(), StringComparison.Ordinal);
        Assert.True((long)result["maskedValues"]! >= 1);
    }

    [Fact]
    public async Task Bind_values_are_recorded_and_masked_like_columns()
    {
        var stack = await SharedStack.GetAsync();
        var word = Guid.NewGuid().ToString("N");
        await using (var connection = await stack.Plan.Shop.OpenAsync(Caller.Analyst))
        {
            await connection.AskAsync($"select state from orders where id = $1 and state <> $2 /* {word} */", 2, "a bound word");
            await connection.AskAsync("select name from customers where email = $1 or ssn = $2", ShopSchema.Email, ShopSchema.Ssn);
            await connection.AskAsync("select name from customers where phone = $1 or card = $2", ShopSchema.Phone, ShopSchema.Card);
        }
        using var api = stack.Api(Caller.Auditor);

        var events = await Events.OfAsync(api, await Sessions.EndedAsync(api, "shop", word));

        Assert.Contains("a bound word", events.Operation(word)["binds"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(3, events.Of("operation").Count(o => o["binds"]?.AsArray().Count == 2));
        Assert.All(ShopSchema.Markers, marker => Assert.All(events.All, e => Assert.DoesNotContain(marker, e.ToJsonString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Past_the_limit_a_result_is_recorded_by_count_and_digest()
    {
        var events = await RecordAsync(stack => stack.Plan.Shop, "select n, md5(n::text) from generate_series(1, 100000) n");

        var result = events.Of("result").Last();
        Assert.Equal(100_000, (long)result["rows"]!);
        Assert.True((bool)result["truncated"]!);
        Assert.Matches("^[0-9a-f]{64}$", (string)result["sha256"]!);
    }

    [Fact]
    public async Task Denials_and_the_servers_own_errors_are_recorded()
    {
        var events = await RecordAsync(stack => stack.Plan.Shop, "drop table orders", "select 1/0");

        Assert.Equal("deny", (string?)events.Operation("drop table")["verdict"]);
        Assert.Equal("nobody-drops", (string?)events.Operation("drop table")["policy"]);
        Assert.Contains(events.Of("error"), e => (string?)e["code"] == "42501");
        Assert.Contains(events.Of("error"), e => (string?)e["code"] == "22012");
    }

    [Fact]
    public async Task An_approval_is_recorded_with_who_gave_it()
    {
        var stack = await SharedStack.GetAsync();
        var held = await Held.StartAsync(stack, Caller.Writer, "update orders set state = 'recorded-approval' where id = 31", "recorded-approval");
        await held.ApproveAsync(Caller.Dirk);
        (await held.Answer).Succeeded();
        using var api = stack.Api(Caller.Auditor);

        var events = await Events.OfAsync(api, await Sessions.EndedAsync(api, "shop", "recorded-approval"));

        Assert.Equal(held.Id, (string?)events.After("recorded-approval", "held").Single()["ticket"]);
        var decided = events.After("recorded-approval", "decided").Single();
        Assert.Equal("approved", (string?)decided["status"]);
        Assert.Contains("dirk", decided["decidedBy"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("synced")]
    [InlineData("replicated")]
    public async Task Every_durability_records_what_was_delivered(string name)
    {
        var events = await RecordAsync(stack => stack.Plan.Gateways.Single(g => g.Name == name), "select name from customers order by id", "copy orders to stdout");

        Assert.Equal(3, (long)events.Of("result").ElementAt(1)["rows"]!);
        Assert.Equal(100, (long)events.Of("result").Last()["rows"]!);
    }

    [Fact]
    public async Task A_replicated_answer_is_in_the_console_before_the_caller_has_it()
    {
        var stack = await SharedStack.GetAsync();
        using var api = stack.Api(Caller.Auditor);
        await using var connection = await stack.Plan.Replicated.OpenAsync(Caller.Analyst);
        var word = Guid.NewGuid().ToString("N");
        await connection.AskAsync($"select '{word}'");

        Assert.Contains(word, await Sessions.EventsOfAsync(api, "replicated", word) ?? "nothing", StringComparison.Ordinal);
    }

    static async Task<Events> RecordAsync(Func<HoopLikeStack, Gateway> gateway, params string[] statements)
    {
        var stack = await SharedStack.GetAsync();
        var word = Guid.NewGuid().ToString("N");
        // Of a statement on masked tables only what is safe is recorded, comments not: the word by which the session is found stands in one of its own.
        await stack.Psql(gateway(stack), Caller.Analyst).RunAsync([$"select '{word}'", .. statements]);
        using var api = stack.Api(Caller.Auditor);
        return await Events.OfAsync(api, await Sessions.EndedAsync(api, gateway(stack).Name, word));
    }
}
