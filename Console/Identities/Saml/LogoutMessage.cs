using System.Collections.Immutable;
using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>The messages of single logout (core §3.7), ours and theirs. Theirs are read only after their signature has been verified.</summary>
/// <param name="InResponseTo">Of a response; null for a request.</param>
/// <param name="NameId">Of a request; null for a response.</param>
/// <param name="SessionIndexes">Of a request; empty means all sessions of that name.</param>
public sealed record LogoutMessage(string Id, string? InResponseTo, SamlNameId? NameId, ImmutableArray<string> SessionIndexes, DateTimeOffset AcceptableUntil)
{
    /// <summary>How long a request counts that does not say so itself.</summary>
    private static readonly TimeSpan usualLife = TimeSpan.FromMinutes(5);

    public static (string Id, string Xml) Request(ServiceProvider self, string signOutUrl, SamlNameId name, string? sessionIndex, DateTimeOffset now)
    {
        var id = RequestId.ForSignOut();
        return (id, SamlWriter.Message(
            "LogoutRequest", id, now, signOutUrl, self.EntityId,
            xml => xml.WriteAttributeString("NotOnOrAfter", SamlTime.Write(now + usualLife)),
            xml =>
            {
                xml.WriteStartElement("saml", "NameID", SamlNames.Assertion);
                if (name.NameQualifier is not null) xml.WriteAttributeString("NameQualifier", name.NameQualifier);
                if (name.SpNameQualifier is not null) xml.WriteAttributeString("SPNameQualifier", name.SpNameQualifier);
                if (name.Format is not null) xml.WriteAttributeString("Format", name.Format);
                xml.WriteString(name.Value);
                xml.WriteEndElement();
                if (sessionIndex is not null) xml.Protocol("SessionIndex", x => x.WriteString(sessionIndex));
            }));
    }

    /// <summary>The answer to a request: done.</summary>
    public static string Response(ServiceProvider self, string signOutUrl, string inResponseTo, DateTimeOffset now) => SamlWriter.Message(
        "LogoutResponse", RequestId.ForSignOut(), now, signOutUrl, self.EntityId,
        xml => xml.WriteAttributeString("InResponseTo", inResponseTo),
        xml => xml.Protocol("Status", s => s.Protocol("StatusCode", c => c.WriteAttributeString("Value", SamlNames.Success))));

    /// <param name="verified">The message, whose signature holds.</param>
    /// <exception cref="SamlRefusedException">It is not for us, too old, or no such message.</exception>
    internal static LogoutMessage Read(XmlElement verified, ServiceProvider self, IdentityProvider idp, DateTimeOffset now)
    {
        var isRequest = SamlXml.Is(verified, SamlNames.Protocol, "LogoutRequest");
        if (!isRequest && !SamlXml.Is(verified, SamlNames.Protocol, "LogoutResponse")) throw SamlXml.Malformed($"The message is no sign-out message but {SamlRefusedException.Quote(verified.LocalName)}.");
        if (verified.GetAttribute("Version") != "2.0") throw SamlXml.Malformed("The sign-out message is not of SAML 2.0.");
        IssuerCheck.Require(SamlXml.One(verified, SamlNames.Assertion, "Issuer"), idp.EntityId);
        // Bindings §3.4.5.2 and §3.5.5.2: a signed message says where it is sent.
        if (verified.GetAttribute("Destination") != self.LogoutUrl) throw new SamlRefusedException(SamlFault.WrongRecipient, $"The sign-out message was meant for {SamlRefusedException.Quote(verified.GetAttribute("Destination"))}, not for {self.LogoutUrl}.");
        var id = SamlXml.Attribute(verified, "ID") ?? throw SamlXml.Malformed("The sign-out message has no ID.");
        var end = EndOf(verified, now);
        if (!isRequest) return new LogoutMessage(id, SamlXml.Attribute(verified, "InResponseTo") ?? throw SamlXml.Malformed("The sign-out response answers nothing."), null, [], end);
        return new LogoutMessage(id, null, SubjectCheck.NameIdOf(verified), [.. SamlXml.Children(verified, SamlNames.Protocol, "SessionIndex").Select(SamlXml.Text)], end);
    }

    private static DateTimeOffset EndOf(XmlElement verified, DateTimeOffset now)
    {
        var issued = SamlTime.Read(verified, "IssueInstant") ?? throw SamlXml.Malformed("The sign-out message does not say when it was issued.");
        var end = SamlTime.Read(verified, "NotOnOrAfter") ?? issued + usualLife;
        if (now < issued - SamlNames.Skew) throw new SamlRefusedException(SamlFault.NotYetValid, $"The sign-out message was issued at {SamlTime.Write(issued)}; it is {SamlTime.Write(now)} here. Compare the clocks.");
        if (now >= end + SamlNames.Skew) throw new SamlRefusedException(SamlFault.Expired, $"The sign-out message was valid until {SamlTime.Write(end)}; it is {SamlTime.Write(now)} here. Compare the clocks.");
        return end + SamlNames.Skew;
    }
}
