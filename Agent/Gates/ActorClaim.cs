using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Gates;

/// <summary>Reads who acts for a token's subject (<c>act</c>, RFC 8693, section 4.1): the outermost is the one that calls now, and each names the one that it acts through before.</summary>
internal static class ActorClaim
{
    private const int ProvenByLimit = 200;

    /// <exception cref="AccessRefused">A link is not well-formed, somebody is in the chain twice, or the chain is too long. A chain of which a part is not understood gives no right at all.</exception>
    public static ImmutableArray<ActorIdentity> Read(JsonElement act, string subject)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { subject };
        var chain = ImmutableArray.CreateBuilder<ActorIdentity>();
        for (JsonElement? at = act; at is { } link; at = link.TryGetProperty("act", out var next) ? next : null)
        {
            if (chain.Count == ActorIdentity.LongestChain) throw Refused($"more than {ActorIdentity.LongestChain} act for {Shown.Quoted(subject)} in this token; delegate in fewer steps");
            var actor = Link(link);
            if (!names.Add(actor.Name)) throw Refused($"{Shown.Quoted(actor.Name)} is in the token's chain of delegation twice");
            chain.Add(actor);
        }

        return chain.ToImmutable();
    }

    private static ActorIdentity Link(JsonElement link)
    {
        if (link.ValueKind != JsonValueKind.Object) throw Refused("whoever acts in this token (act) is no object");
        if (TokenClaims.Text(link, "sub") is not { } name || !TokenClaims.IsName(name)) throw Refused("the token does not name everybody who acts in it (act)");
        var kind = TokenClaims.KindOf(link) ?? throw Refused($"the token does not say whether {Shown.Quoted(name)}, who acts in it, is a person or a machine");
        if (TokenClaims.Text(link, "proven_by") is not { Length: > 0 and <= ProvenByLimit } provenBy) throw Refused($"the token does not say how {Shown.Quoted(name)}, who acts in it, was proven");
        return new ActorIdentity(name, kind, TokenClaims.List(link, "groups", $"groups of {Shown.Quoted(name)}"), provenBy);
    }

    private static AccessRefused Refused(string words) => new(RefusalKind.BadCredential, words);
}
