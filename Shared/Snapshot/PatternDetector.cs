using System.Collections.Immutable;

namespace HoopLike.Shared.Snapshot;

/// <summary>A detector of the configuration: passport and licence numbers, customer numbers, whatever a house has of its own.</summary>
/// <param name="Name">What people and the coverage page call its findings; no detector's word, and everywhere the same pattern.</param>
/// <param name="Regex">A .NET regular expression that can be matched without backtracking; of characters, not bytes.</param>
public sealed record PatternDetector(string Name, string Regex)
{
    public const int DefaultLength = 64;

    /// <summary>Words one of which must stand shortly before a match, in upper or lower case. Empty asks for none.</summary>
    public ImmutableArray<string> Near { get; init; } = [];

    /// <summary>Characters of the longest match.</summary>
    public int MaxLength { get; init; } = DefaultLength;

    /// <summary>Equal in all that it says.</summary>
    public bool Equals(PatternDetector? other) =>
        other is not null && Name == other.Name && Regex == other.Regex && MaxLength == other.MaxLength && (Near.IsDefault ? [] : Near).AsSpan().SequenceEqual((other.Near.IsDefault ? [] : other.Near).AsSpan());

    public override int GetHashCode() => HashCode.Combine(Name, Regex, MaxLength);
}
