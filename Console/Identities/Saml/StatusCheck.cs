using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>What a response says of itself (core §3.2.2).</summary>
internal static class StatusCheck
{
    private const string Prefix = "urn:oasis:names:tc:SAML:2.0:status:";

    /// <exception cref="SamlRefusedException">It is anything but success; the words repeat what the provider said.</exception>
    public static void RequireSuccess(XmlElement response)
    {
        var status = SamlXml.One(response, SamlNames.Protocol, "Status");
        var code = SamlXml.One(status, SamlNames.Protocol, "StatusCode");
        var value = code.GetAttribute("Value");
        if (value == SamlNames.Success) return;
        var detail = SamlXml.AtMostOne(code, SamlNames.Protocol, "StatusCode")?.GetAttribute("Value");
        var message = SamlXml.AtMostOne(status, SamlNames.Protocol, "StatusMessage") is { } said ? SamlXml.TextOrNull(said) : null;
        throw new SamlRefusedException(
            SamlFault.NotSuccessful,
            $"The provider answered {Short(value)}{(detail is null ? "" : $", {Short(detail)}")}{(string.IsNullOrEmpty(message) ? "" : $": {SamlRefusedException.Quote(message)}")}.");
    }

    private static string Short(string value) => SamlRefusedException.Quote(value.StartsWith(Prefix, StringComparison.Ordinal) ? value[Prefix.Length..] : value);
}

/// <summary>Who says it (core §2.2.5).</summary>
internal static class IssuerCheck
{
    /// <exception cref="SamlRefusedException">It is somebody else.</exception>
    public static void Require(XmlElement issuer, string entityId)
    {
        var named = SamlXml.Text(issuer);
        if (named != entityId || (SamlXml.Attribute(issuer, "Format") is { } format && format != SamlNames.EntityFormat))
            throw new SamlRefusedException(SamlFault.WrongIssuer, $"The {((XmlElement)issuer.ParentNode!).LocalName} is issued by {SamlRefusedException.Quote(named)}, not by {entityId}.");
    }
}
