using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace HoopLike.Shared.Contracts;

public enum CallerKind { Human, Machine }

/// <summary>Who calls, as proven by a token or key. <paramref name="Name"/> is unique over all providers; policies speak of <paramref name="Groups"/>.</summary>
/// <param name="ProvenBy">How it was proven, in words that may be shown: <c>access token</c>, <c>service account key</c>.</param>
public sealed record CallerIdentity(string Name, CallerKind Kind, ImmutableArray<string> Groups, string ProvenBy)
{
    /// <summary>Who acts for the caller, the one that calls now first (RFC 8693, section 4.1); empty for one that calls itself. Its rights are those that the caller and each of them have.</summary>
    public ImmutableArray<ActorIdentity> Actors { get; init; } = [];

    /// <summary>The sign-in that its token comes from; null when the token or key stands alone.</summary>
    public Guid? SignIn { get; init; }

    /// <summary>As people read it: <c>alice</c>, or <c>alice via support-bot</c>.</summary>
    [JsonIgnore]
    public string Words => ActorIdentity.Words(Name, Actors);

    /// <summary>Whether what was done by <paramref name="identity"/>, through <paramref name="actors"/>, is the caller's to look at: its own and what it acted in; where others act for it, only what the very same chain did.</summary>
    public bool Owns(string identity, ImmutableArray<ActorIdentity> actors) => Actors.IsEmpty
        ? string.Equals(identity, Name, StringComparison.Ordinal) || (!actors.IsDefault && actors.Any(a => string.Equals(a.Name, Name, StringComparison.Ordinal)))
        : string.Equals(identity, Name, StringComparison.Ordinal) && ActorIdentity.SameChain(actors, Actors);

    /// <summary>The caller and then each actor, each as if it called itself: whose rights must all suffice.</summary>
    [JsonIgnore]
    public IEnumerable<CallerIdentity> Chain => Actors.Select(a => new CallerIdentity(a.Name, a.Kind, a.Groups, a.ProvenBy)).Prepend(Actors.IsEmpty ? this : this with { Actors = [] });
}

/// <summary>Somebody who acts for somebody else.</summary>
/// <param name="Groups">As of when the delegation was made; those of accounts of ours count as they are now.</param>
public sealed record ActorIdentity(string Name, CallerKind Kind, ImmutableArray<string> Groups, string ProvenBy)
{
    /// <summary>How many may act for one caller: each hop narrows the rights and lengthens what people have to read; a program that delegates in a circle is stopped here.</summary>
    public const int LongestChain = 8;

    /// <summary>Whether two chains are the same callers in the same order: what one asked for is not the other's.</summary>
    public static bool SameChain(ImmutableArray<ActorIdentity> one, ImmutableArray<ActorIdentity> other)
    {
        var (a, b) = (one.IsDefault ? [] : one, other.IsDefault ? [] : other);
        if (a.Length != b.Length) return false;
        for (var i = 0; i < a.Length; i++)
            if (a[i].Kind != b[i].Kind || !string.Equals(a[i].Name, b[i].Name, StringComparison.Ordinal)) return false;
        return true;
    }

    /// <summary>A name with those who act for it, the one that calls now last, as in <c>alice via planner via worker</c>.</summary>
    public static string Words(string name, ImmutableArray<ActorIdentity> actors) =>
        actors.IsDefaultOrEmpty ? name : $"{name} via {string.Join(" via ", actors.Reverse().Select(a => a.Name))}";
}
