using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Agents.Backtests;

/// <summary>With what a draft is compared.</summary>
public enum BacktestBaseline
{
    /// <summary>What the recordings say that happened, under whatever configuration was in force then.</summary>
    Recorded,
    /// <summary>What the configuration of now says of the same operations: the difference is the draft's alone.</summary>
    Current,
}

/// <summary>The policies and masking rules there would be, all of them, in order.</summary>
public sealed record BacktestRules(ImmutableArray<PolicyConfig> Policies, ImmutableArray<MaskingRuleConfig> MaskingRules);

/// <summary>Where a page of changed operations ended.</summary>
/// <param name="StartedAt">Of the session.</param>
/// <param name="Sequence">Of the operation's event; <see cref="WholeSession"/> where the session itself was the last.</param>
public readonly record struct BacktestPosition(DateTimeOffset StartedAt, Guid Session, long Sequence)
{
    /// <summary>Stands before all operations of a session: they are read from the newest on.</summary>
    public const long WholeSession = long.MaxValue;
}

/// <summary>What recorded operations would look like under other rules.</summary>
/// <param name="From">Operations at that time or later.</param>
/// <param name="To">Operations before that time.</param>
public sealed record BacktestQuestion(BacktestRules Draft, DateTimeOffset From, DateTimeOffset To, BacktestBaseline Baseline)
{
    /// <summary>Begins behind it, and ends when <see cref="Limit"/> changes are found: what is counted is what was looked at.</summary>
    public BacktestPosition? After { get; init; }

    /// <summary>Null for no end but those that every run has.</summary>
    public int? Limit { get; init; }

    /// <summary>How long it may take; then it says how far it came.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);
}
