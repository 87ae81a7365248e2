using System.Collections.Immutable;

namespace HoopLike.Shared.Contracts;

public enum CallerKind { Human, Machine }

/// <summary>Who calls, as proven by a token or key. <paramref name="Name"/> is unique over all providers; policies speak of <paramref name="Groups"/>.</summary>
/// <param name="ProvenBy">How it was proven, in words that may be shown: <c>access token</c>, <c>service account key</c>.</param>
public sealed record CallerIdentity(string Name, CallerKind Kind, ImmutableArray<string> Groups, string ProvenBy);
