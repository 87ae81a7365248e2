using System.Text;
using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Writes our messages.</summary>
internal static class SamlWriter
{
    /// <summary>A protocol message with the attributes and the issuer that each has (core §3.2).</summary>
    public static string Message(string name, string id, DateTimeOffset now, string destination, string issuer, Action<XmlWriter> attributes, Action<XmlWriter> content) => Xml(xml =>
    {
        xml.WriteStartElement("samlp", name, SamlNames.Protocol);
        xml.WriteAttributeString("ID", id);
        xml.WriteAttributeString("Version", "2.0");
        xml.WriteAttributeString("IssueInstant", SamlTime.Write(now));
        xml.WriteAttributeString("Destination", destination);
        attributes(xml);
        xml.WriteElementString("saml", "Issuer", SamlNames.Assertion, issuer);
        content(xml);
        xml.WriteEndElement();
    });

    public static string Xml(Action<XmlWriter> write)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true })) write(xml);
        return text.ToString();
    }

    public static void Protocol(this XmlWriter xml, string name, Action<XmlWriter> content)
    {
        xml.WriteStartElement("samlp", name, SamlNames.Protocol);
        content(xml);
        xml.WriteEndElement();
    }
}
