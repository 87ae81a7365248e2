using HoopLike.Bypass.Tests.Wire;

namespace HoopLike.Bypass.Tests.Attempts;

enum Expectation
{
    /// <summary>No planted value, no part of one, reaches the client.</summary>
    NoLeak,
    /// <summary>What the client sees is the same on both twins.</summary>
    Oracle,
}

/// <summary>One way to come by a masked value, as its file says it.</summary>
sealed record Attempt(string Group, string Name)
{
    public string Id => $"{Group}/{Name}";

    public Expectation Expect { get; init; } = Expectation.NoLeak;

    /// <summary>The specification asks for a refusal, not only for silence.</summary>
    public bool Refused { get; init; }

    /// <summary>Only how long it takes is telling.</summary>
    public bool IsTiming { get; init; }

    /// <summary>All steps are sent before the first answer is read.</summary>
    public bool IsPipeline { get; init; }

    /// <summary>Why it finds nothing on the target without a gateway either; null for what does.</summary>
    public string? Inert { get; init; }

    public IReadOnlyList<Mode> Modes { get; init; } = [];

    /// <summary>What somebody has done on the target before, as superuser.</summary>
    public IReadOnlyList<string> Setup { get; init; } = [];

    public required IReadOnlyList<Step> Steps { get; init; }

    public override string ToString() => Id;
}
