using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Times as SAML writes them (core §1.3.3): always UTC.</summary>
internal static class SamlTime
{
    /// <summary>Null where the attribute is missing.</summary>
    /// <exception cref="SamlRefusedException">It is no time in UTC.</exception>
    public static DateTimeOffset? Read(XmlElement element, string name)
    {
        if (SamlXml.Attribute(element, name) is not { } text) return null;
        try
        {
            if (text.EndsWith('Z')) return XmlConvert.ToDateTimeOffset(text);
        }
        catch (FormatException)
        {
            // The words below say so.
        }

        throw SamlXml.Malformed($"{element.LocalName}/{name} is no time in UTC.");
    }

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /// <summary>NotBefore and NotOnOrAfter, with <see cref="SamlNames.Skew"/>.</summary>
    /// <returns>The end; null where none is set.</returns>
    /// <exception cref="SamlRefusedException">Now is outside.</exception>
    public static DateTimeOffset? RequireWithin(XmlElement element, DateTimeOffset now)
    {
        var end = Read(element, "NotOnOrAfter");
        if (Read(element, "NotBefore") is { } start && now < start - SamlNames.Skew)
            throw new SamlRefusedException(SamlFault.NotYetValid, $"The assertion is valid only from {Write(start)} on; it is {Write(now)} here. Compare the clocks.");
        if (end is not null && now >= end + SamlNames.Skew)
            throw new SamlRefusedException(SamlFault.Expired, $"The assertion was valid until {Write(end.Value)}; it is {Write(now)} here. Compare the clocks.");
        return end;
    }
}
