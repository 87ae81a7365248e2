using System.Collections.Immutable;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>A detector in plain words, with examples that its own code is held to.</summary>
/// <param name="Finds">One sentence: what it finds.</param>
/// <param name="Leaves">One sentence: what looks alike and is left alone, and why.</param>
/// <param name="Examples">Texts in each of which it finds something.</param>
/// <param name="NearMisses">Texts in which it finds nothing.</param>
public sealed record DetectorDescription(string Title, string Finds, string Leaves, ImmutableArray<string> Examples, ImmutableArray<string> NearMisses);
