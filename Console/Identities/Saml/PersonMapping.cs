using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Who somebody is here: name, groups, display name and e-mail address from what the provider has proven.</summary>
public static class PersonMapping
{
    /// <summary>Longer than any name that people go by.</summary>
    private const int LongestName = 200;
    /// <summary>Entra ID puts this in place of the groups when there are more than 150.</summary>
    private const string GroupsLeftOut = "http://schemas.microsoft.com/claims/groups.link";

    private static readonly string[] groupNames =
    [
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups", "http://schemas.xmlsoap.org/claims/Group", "urn:oid:1.3.6.1.4.1.5923.1.5.1.1",
    ];

    private static readonly string[] displayNames =
    [
        "displayName", "name", "http://schemas.microsoft.com/identity/claims/displayname", "urn:oid:2.16.840.1.113730.3.1.241", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
    ];

    private static readonly string[] emailNames =
    [
        "email", "mail", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "urn:oid:0.9.2342.19200300.100.1.3",
    ];

    /// <exception cref="SamlRefusedException">It has no name or groups that can be used.</exception>
    public static ProvenPerson Map(IdentityProviderConfig provider, ProvenAssertion proven)
    {
        var (name, subject) = Name(provider, proven);
        return new ProvenPerson(provider.NamePrefix + name, SignInMeans.Saml, provider.Name, Groups(provider.GroupsClaim, proven.Attributes))
        {
            Subject = subject,
            DisplayName = Shown(proven.Attributes, displayNames),
            Email = Shown(proven.Attributes, emailNames),
            ProviderSession = proven.SessionIndex,
            SessionEnds = proven.SessionEnds,
            Tokens = new Secret(JsonSerializer.Serialize(proven.NameId, SnapshotJson.Plain)),
        };
    }

    /// <summary>The NameID that a sign-in came with, for signing out at the provider; null when it was kept by something else.</summary>
    public static SamlNameId? NameIdOf(Secret kept)
    {
        try
        {
            return JsonSerializer.Deserialize<SamlNameId>(kept.Reveal(), SnapshotJson.Plain);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (string Name, string Subject) Name(IdentityProviderConfig provider, ProvenAssertion proven)
    {
        if (provider.NameClaim is not { } claim || claim is "sub" or "NameID")
        {
            if (proven.NameId.IsTransient) throw new SamlRefusedException(SamlFault.NoUsableName, "The provider sends a transient NameID, another one each time: let it send a lasting one, or name an attribute in nameClaim.");
            return (Usable(proven.NameId.Value, "NameID"), proven.NameId.Value);
        }

        var values = proven.Attributes.Where(a => a.Name == claim).SelectMany(a => a.Values).ToList();
        if (values is not [{ Length: > 0 } only]) throw new SamlRefusedException(SamlFault.NoUsableName, $"The assertion has {values.Count} values of the attribute {claim}, which names people; exactly one is asked for.");
        return (Usable(only, claim), proven.NameId.IsTransient ? only : proven.NameId.Value);
    }

    private static string Usable(string name, string source)
    {
        if (name.Length > LongestName) throw new SamlRefusedException(SamlFault.NoUsableName, $"The name in {source} is longer than {LongestName} characters.");
        return IsPlain(name) ? name : throw new SamlRefusedException(SamlFault.NoUsableName, $"The name in {source} holds control or invisible characters: {SamlRefusedException.Quote(name)}.");
    }

    private static bool IsPlain(string text) => !text.EnumerateRunes().Any(r => System.Text.Rune.GetUnicodeCategory(r) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>By the attribute's own name; <c>groups</c>, the default, also finds those that providers name by URI. What cannot be read is refused: rules that deny go by groups too.</summary>
    private static ImmutableArray<string> Groups(string claim, ImmutableArray<SamlAttribute> attributes)
    {
        if (attributes.Any(a => a.Name == GroupsLeftOut)) throw new SamlRefusedException(SamlFault.NoUsableGroups, "The provider left the groups out because there are too many: let it send only those that are assigned to this application.");
        string[] names = claim == "groups" ? [claim, .. groupNames] : [claim];
        var values = attributes.Where(a => names.Contains(a.Name, StringComparer.Ordinal)).SelectMany(a => a.Values).Distinct(StringComparer.Ordinal).ToList();
        foreach (var value in values)
            if (value is null || !IsPlain(value)) throw new SamlRefusedException(SamlFault.NoUsableGroups, $"A group cannot be read: {SamlRefusedException.Quote(value)}.");
        return [.. values.OfType<string>().Where(v => v.Length > 0)];
    }

    /// <summary>Only shown, never a right: what cannot be shown is left out.</summary>
    private static string? Shown(ImmutableArray<SamlAttribute> attributes, string[] names) =>
        names.Select(n => attributes.FirstOrDefault(a => a.Name == n)?.Values.FirstOrDefault()).FirstOrDefault(v => v is { Length: > 0 and <= LongestName } && IsPlain(v));
}
