using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Configuration;

namespace HoopLike.Console.Components.Pages.Backtests;

/// <summary>Rules that can be backtested.</summary>
/// <param name="Label">As in "with this draft".</param>
/// <param name="ReadAsync">The rules as they are when the search begins, or what is wrong with them.</param>
public sealed record BacktestChoice(string Label, Func<CancellationToken, Task<BacktestDraft>> ReadAsync)
{
    public static BacktestChoice Of(string label, BacktestRules rules) => new(label, _ => Task.FromResult(new BacktestDraft(rules, [])));
}
