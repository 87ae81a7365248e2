using HoopLike.Bypass.Tests.Wire;

namespace HoopLike.Bypass.Tests.Honest;

/// <summary>A statement of somebody with no ill will, and the truth about its columns.</summary>
/// <param name="Masked">The columns, from 1, that come from masked values.</param>
sealed record HonestQuery(string Group, string Name, Step Step, IReadOnlySet<int> Masked)
{
    public string Id => $"honest-{Group}/{Name}";

    /// <summary>What the client says before it, in the same transaction.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];

    /// <summary>The columns, from 1, that may be masked or not: of a masked source, by a function that tells nothing of it (<c>count</c>); or different in any two databases.</summary>
    public IReadOnlySet<int> Either { get; init; } = new HashSet<int>();
}
