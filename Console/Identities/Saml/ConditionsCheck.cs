using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Under what conditions an assertion counts (core §2.5).</summary>
internal static class ConditionsCheck
{
    /// <returns>The end, where one is set.</returns>
    /// <exception cref="SamlRefusedException">One of them does not hold, or is not understood, which counts as not holding.</exception>
    public static DateTimeOffset? Require(XmlElement conditions, string audience, DateTimeOffset now)
    {
        var end = SamlTime.RequireWithin(conditions, now);
        var restricted = false;
        foreach (var condition in conditions.ChildNodes.OfType<XmlElement>())
        {
            switch (condition)
            {
                case { NamespaceURI: SamlNames.Assertion, LocalName: "AudienceRestriction" }:
                    RequireAudience(condition, audience);
                    restricted = true;
                    break;
                // No assertion is accepted twice, and none is passed on: both always hold.
                case { NamespaceURI: SamlNames.Assertion, LocalName: "OneTimeUse" or "ProxyRestriction" }:
                    break;
                default:
                    throw SamlXml.Malformed($"The assertion has a condition that is not understood: {SamlRefusedException.Quote(condition.LocalName)}.");
            }
        }

        return restricted ? end : throw new SamlRefusedException(SamlFault.WrongAudience, "The assertion does not say for whom it is (AudienceRestriction).");
    }

    private static void RequireAudience(XmlElement restriction, string audience)
    {
        var named = SamlXml.Children(restriction, SamlNames.Assertion, "Audience").Select(SamlXml.Text).ToList();
        if (!named.Contains(audience, StringComparer.Ordinal))
            throw new SamlRefusedException(SamlFault.WrongAudience, $"The assertion is for {SamlRefusedException.Quote(string.Join(", ", named))}, not for {audience}.");
    }
}
