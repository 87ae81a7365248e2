using System.Diagnostics;
using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Configuration;
using HoopLike.Console.Data;
using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.Console.Tests.Agents.Backtests;

public sealed class BacktestSpeedTests(ITestOutputHelper output)
{
    const int Sessions = 500;
    const int Each = 200;

    /// <summary>What programs send over and over, what differs in numbers only, and reports that nobody sends twice.</summary>
    [Fact]
    public async Task A_hundred_thousand_recorded_operations_are_judged_within_seconds_in_bounded_memory()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var history = new RecordedHistory(console);
        var operations = new List<OperationEntity>();
        for (var s = 0; s < Sessions; s++)
        {
            var session = history.Session(identity: $"caller-{s % 20}", at: RecordedHistory.Yesterday.AddSeconds(s));
            for (var n = 0; n < Each; n++)
            {
                var (text, kind, table) = (n % 10) switch
                {
                    0 => ($"select c.id, c.email from public.customers c join public.orders o on o.customer = c.id where o.id = {n} and c.label_{s} is null", "select", "public.customers"),
                    1 => ($"update public.orders set state = $1 where id = {n + s}", "update", "public.orders"),
                    _ => ($"select abalance from pgbench_accounts where aid = {(n * 7919) + s}", "select", "pgbench_accounts"),
                };
                operations.Add(new OperationEntity
                {
                    SessionId = session.Id, Sequence = n + 1, Number = n + 1, At = session.StartedAt.AddMilliseconds(n), Text = text, Kinds = [kind],
                    Tables = n % 10 == 0 ? ["public.customers", "public.orders"] : [table], Verdict = n % 10 == 1 ? "approve" : "allow", Policy = n % 10 == 1 ? "writes-need-a-dba" : null,
                });
            }

            session.Operations = Each;
        }

        await history.StoreAsync();
        await console.Get<ConsoleDbFactory>().WriteAsync(db => OperationWriter.WriteAsync(db, operations, default), default);
        var draft = await console.Get<BacktestText>().ReadAsync(
            """
            policies: [{name: no-reports, effect: deny, scope: operation, match: {sql: {kinds: [select], tables: [public.orders]}}}]
            maskingRules: [{name: balances, connections: {names: [shop]}, columns: ["*.pgbench_accounts.abalance"], method: {kind: "null"}}]
            remove: {policies: [writes-need-a-dba]}
            """, BacktestMode.Merge, default);
        var question = new BacktestQuestion(draft.Rules!, RecordedHistory.Yesterday.AddDays(-6), RecordedHistory.Yesterday.AddDays(1), BacktestBaseline.Recorded);

        var (changes, watch) = (0, Stopwatch.StartNew());
        var report = await console.Get<PolicyBacktest>().RunAsync(question, Count, null, default);

        output.WriteLine($"{report.Operations:n0} operations of {report.Sessions:n0} sessions, {report.Changed:n0} of them changed: {watch.Elapsed.TotalSeconds:0.00} s");
        Assert.Equal((Sessions * Each, Sessions * Each, 0), (report.Operations, changes, report.ByKindsAndTables));
        Assert.Equal((10_000, 10_000, 80_000), (report.Counts[BacktestChange.NewlyDenied].Operations, report.Counts[BacktestChange.NoLongerHeld].Operations, report.Counts[BacktestChange.NewlyMasked].Operations));
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(3), $"{watch.Elapsed}");

        ValueTask Count(ChangedOperation _)
        {
            changes++;
            return ValueTask.CompletedTask;
        }
    }
}
