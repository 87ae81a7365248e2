using System.Collections.Immutable;

namespace HoopLike.Console.Identities.Saml;

/// <summary>What an identity provider has proven of somebody.</summary>
/// <param name="Id">Of the assertion; it must not be accepted a second time before <paramref name="AcceptableUntil"/>.</param>
public sealed record ProvenAssertion(string Id, SamlNameId NameId, DateTimeOffset AcceptableUntil)
{
    /// <summary>The provider's name for its own session, by which it later ends it; null when it gives none.</summary>
    public string? SessionIndex { get; init; }

    /// <summary>When the provider says that the sign-in ends; null when it does not.</summary>
    public DateTimeOffset? SessionEnds { get; init; }

    public ImmutableArray<SamlAttribute> Attributes { get; init; } = [];
}

/// <summary>The subject, with all that a later LogoutRequest must repeat (core §2.2.3).</summary>
public sealed record SamlNameId(string Value, string? Format, string? NameQualifier, string? SpNameQualifier)
{
    /// <summary>It names the person for one session only.</summary>
    public bool IsTransient => Format == SamlNames.TransientFormat;
}

/// <param name="Values">Null for one that is no text (XML inside).</param>
public sealed record SamlAttribute(string Name, ImmutableArray<string?> Values);
