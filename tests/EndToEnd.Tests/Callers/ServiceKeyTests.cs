using System.Diagnostics;
using System.Net;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.EndToEnd.Tests.Callers;

/// <summary>A service account's key is replaced without an outage.</summary>
public sealed class ServiceKeyTests(OwnStack own, ITestOutputHelper output) : IClassFixture<OwnStack>
{
    const string Old = "hlk_old0000000000000000000000000000000001", New = "hlk_new0000000000000000000000000000000002";

    [Fact]
    public async Task A_revoked_key_ends_its_own_psql_and_the_one_on_the_other_key_goes_on()
    {
        var stack = own.Stack;
        using var admin = stack.Api(Caller.Admin);
        var (first, second) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
        await using var gate = await stack.Postgres.OpenAsync();
        await gate.AskAsync("select pg_try_advisory_lock(4712)");
        await PutAsync(admin, $"[{Old}, {New}]");
        await Until.HoldsAsync(async () => (await new Psql(stack.Plan.Shop, New).RunAsync("select 1")).ExitCode == 0, what: "the agent knows both keys");
        await using var onOld = await new Psql(stack.Plan.Shop, Old).StartAsync($"select '{first}'", "select 1 from pg_advisory_lock(4712)");
        await using var onNew = await new Psql(stack.Plan.Shop, New).StartAsync($"select '{second}'", "select 1 from pg_advisory_lock(4712)", "select 'after'");
        foreach (var word in new[] { first, second }) await Until.SomeAsync(() => Sessions.FindAsync(admin, "shop", word));

        var watch = Stopwatch.StartNew();
        await PutAsync(admin, $"[{New}]");
        var saved = watch.Elapsed;
        Assert.NotEqual(0, await onOld.ExitAsync(TimeSpan.FromSeconds(20)));
        output.WriteLine($"psql on the revoked key ended {watch.ElapsedMilliseconds} ms after the change was asked for, which took {saved.TotalMilliseconds:0} ms to save");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.False(onNew.HasExited);
        await gate.AskAsync("select pg_advisory_unlock(4712)");

        Assert.Equal(0, await onNew.ExitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("after", onNew.Output, StringComparison.Ordinal);
        var session = await admin.GetAsync($"sessions/{await Sessions.EndedAsync(admin, "shop", first)}");
        Assert.Contains("was changed or revoked", (string)session["end"]!, StringComparison.Ordinal);
    }

    async Task PutAsync(ApiClient admin, string keys)
    {
        var accounts = string.Join('\n', Caller.All.Select(c => $"  - {{name: {c.Name}, groups: [{string.Join(", ", c.Groups)}]}}"));
        var (status, body) = await admin.PutYamlAsync("config", $"serviceAccounts:\n{accounts}\n  - {{name: twin, groups: [analysts], keys: {keys}}}\n");
        Assert.True(status == HttpStatusCode.OK, body);
    }
}
