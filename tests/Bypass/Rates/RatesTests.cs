using System.Globalization;
using System.Text;
using HoopLike.Bypass.Tests.Attempts;
using HoopLike.Bypass.Tests.Honest;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.Bypass.Tests.Rates;

/// <summary>The two figures by which masking is judged: what is stopped of the attempts, and what honest people get to see of what they may.</summary>
public sealed class RatesTests(ITestOutputHelper output)
{
    /// <summary>Printed always; written to <c>tests/Bypass/rates.md</c>, which the README quotes, when <c>HOOPLIKE_BYPASS_RATES=1</c>, or to the file that it names.</summary>
    [Fact]
    public async Task Both_rates_are_told()
    {
        var attempts = await AttemptSuite.AllAsync();
        var queries = await HonestSuite.AllAsync();
        var table = Table(attempts, queries);
        output.WriteLine(table);

        if (Environment.GetEnvironmentVariable("HOOPLIKE_BYPASS_RATES") is { Length: > 0 } where)
            await File.WriteAllTextAsync(where == "1" ? Path.Combine(ProductFiles.Root, "tests", "Bypass", "rates.md") : where, table);

        Assert.Equal(Known.Reasons.Keys.Count(k => AttemptSuite.Chosen.Any(a => a.Id == k)), attempts.Count(a => !a.WasStopped));
        Assert.True(queries.Sum(q => q.CleanColumns) > 0);
    }

    static string Table(IReadOnlyList<AttemptOutcome> attempts, IReadOnlyList<HonestOutcome> queries)
    {
        var table = new StringBuilder("| attempts | stopped | of |\n|---|---|---|\n");
        foreach (var group in attempts.GroupBy(a => a.Attempt.Group).OrderBy(g => g.Key, StringComparer.Ordinal)) Line(table, group.Key, group.Count(a => a.WasStopped), group.Count());
        Line(table, "**all**", attempts.Count(a => a.WasStopped), attempts.Count);
        table.Append("\n| honest queries | clean columns shown | of |\n|---|---|---|\n");
        foreach (var group in queries.GroupBy(q => q.Query.Group).OrderBy(g => g.Key, StringComparer.Ordinal)) Line(table, $"{group.Key} ({group.Count()})", group.Sum(q => q.ShownColumns), group.Sum(q => q.CleanColumns));
        Line(table, $"**all ({queries.Count})**", queries.Sum(q => q.ShownColumns), queries.Sum(q => q.CleanColumns));
        return table.ToString();
    }

    static void Line(StringBuilder table, string name, int part, int all) =>
        table.Append(CultureInfo.InvariantCulture, $"| {name} | {part} ({(all == 0 ? 100 : 100.0 * part / all):0.0} %) | {all} |\n");
}
