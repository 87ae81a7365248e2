using System.Security.Cryptography;
using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Masking;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Console.Tests.Masking;

/// <summary>What scans found, as it is kept.</summary>
[Collection(nameof(Stores))]
public sealed class SensitiveColumnsTests(Stores stores)
{
    static readonly Actor me = new("engineer", null);
    static readonly ColumnName email = new("public", "customers", "email");
    static readonly ColumnName phone = new("public", "customers", "phone");

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_scan_takes_the_place_of_the_one_before_and_what_was_dismissed_stays_so(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var columns = console.Get<SensitiveColumns>();
        Assert.Null(await columns.LastAsync("shop", default));

        await columns.StoreAsync("shop", [new(email, "email", true, 0.5), new(phone, "phone", true, null)], "2 tables searched.", me, default);
        Assert.True(await columns.DismissAsync("shop", phone, true, me, default));
        await columns.StoreAsync("shop", [new(phone, "phone", true, null), new(email with { Column = "mail" }, "email", false, 1)], "3 tables searched.", me, default);

        var found = (await columns.ReadAsync(default))["shop"].ToList();
        Assert.Equal([("mail", null), ("phone", "engineer")], found.Select(f => (f.Column, f.DismissedBy)));
        var last = await columns.LastAsync("shop", default);
        Assert.Equal(("engineer", "3 tables searched."), (last!.By, last.Summary));
        Assert.True(await columns.DismissAsync("shop", phone, false, me, default));
        Assert.False(await columns.DismissAsync("shop", email, true, me, default));
        Assert.All((await columns.ReadAsync(default))["shop"], f => Assert.Null(f.DismissedBy));
        var told = (await console.Get<AuditLog>().ReadAsync(null, 50, default)).Where(a => a.Action.StartsWith("sensitive-column", StringComparison.Ordinal)).Select(a => (a.Action, a.Detail));
        Assert.Equal([("sensitive-column.restored", "public.customers.phone"), ("sensitive-column.dismissed", "public.customers.phone")], told);
    }

    [Fact]
    public async Task A_scan_that_fails_says_why_and_leaves_what_was_known()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        await console.Get<SensitiveColumns>().StoreAsync("shop", [new(email, "email", true, 0.5)], "1 table searched.", me, default);

        await console.Get<SensitiveScans>().StartAsync("shop", me);

        Assert.Contains("No agent of this connection is online", console.Get<SensitiveScans>().Of("shop")!.Problem, StringComparison.Ordinal);
        Assert.Single((await console.Get<SensitiveColumns>().ReadAsync(default))["shop"]);
    }

    [Fact]
    public async Task A_scan_keeps_what_the_agent_found()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var agent = await FakeAgent.JoinAsync(console, key);
        agent.Answering = q => new AgentReply { Scan = new ScanPage([new(email, "email", true, 0.5)], null, 7, 7, [new UnreadTable(new TableName("public", "locked"), "it was locked")]) };

        await console.Get<SensitiveScans>().StartAsync("shop", me);

        Assert.Null(console.Get<SensitiveScans>().Of("shop"));
        Assert.Equal("7 tables searched, 1 column that looks sensitive. Of 1 table only the names were looked at: public.locked: it was locked.", (await console.Get<SensitiveColumns>().LastAsync("shop", default))!.Summary);
    }
}
