using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>What an identity provider must know of us (metadata §2.4.4), as one document to import.</summary>
public static class OwnMetadata
{
    public const string ContentType = "application/samlmetadata+xml";

    private static readonly string[] formats = [SamlNames.PersistentFormat, SamlNames.EmailFormat, SamlNames.UnspecifiedFormat];
    private static readonly string[] encryptions =
    [
        "http://www.w3.org/2009/xmlenc11#aes256-gcm", "http://www.w3.org/2009/xmlenc11#aes128-gcm", "http://www.w3.org/2009/xmlenc11#rsa-oaep", "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
    ];

    /// <param name="signingCertificate">Base64 of its DER form.</param>
    /// <param name="encryptionCertificate">As the other.</param>
    public static string Write(ServiceProvider self, string signingCertificate, string encryptionCertificate) => SamlWriter.Xml(xml =>
    {
        xml.WriteStartElement("md", "EntityDescriptor", SamlNames.Metadata);
        xml.WriteAttributeString("entityID", self.EntityId);
        xml.WriteStartElement("md", "SPSSODescriptor", SamlNames.Metadata);
        xml.WriteAttributeString("protocolSupportEnumeration", SamlNames.Protocol);
        xml.WriteAttributeString("AuthnRequestsSigned", "true");
        xml.WriteAttributeString("WantAssertionsSigned", "true");
        Key(xml, "signing", signingCertificate, []);
        Key(xml, "encryption", encryptionCertificate, encryptions);
        Endpoint(xml, "SingleLogoutService", SamlNames.RedirectBinding, self.LogoutUrl);
        Endpoint(xml, "SingleLogoutService", SamlNames.PostBinding, self.LogoutUrl);
        foreach (var format in formats) xml.WriteElementString("md", "NameIDFormat", SamlNames.Metadata, format);
        Endpoint(xml, "AssertionConsumerService", SamlNames.PostBinding, self.AcsUrl, ("index", "0"), ("isDefault", "true"));
        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    private static void Key(XmlWriter xml, string use, string certificate, string[] methods)
    {
        xml.WriteStartElement("md", "KeyDescriptor", SamlNames.Metadata);
        xml.WriteAttributeString("use", use);
        xml.WriteStartElement("ds", "KeyInfo", SamlNames.Signature);
        xml.WriteStartElement("ds", "X509Data", SamlNames.Signature);
        xml.WriteElementString("ds", "X509Certificate", SamlNames.Signature, certificate);
        xml.WriteEndElement();
        xml.WriteEndElement();
        foreach (var method in methods)
        {
            xml.WriteStartElement("md", "EncryptionMethod", SamlNames.Metadata);
            xml.WriteAttributeString("Algorithm", method);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Endpoint(XmlWriter xml, string name, string binding, string location, params ReadOnlySpan<(string Name, string Value)> more)
    {
        xml.WriteStartElement("md", name, SamlNames.Metadata);
        xml.WriteAttributeString("Binding", binding);
        xml.WriteAttributeString("Location", location);
        foreach (var (attribute, value) in more) xml.WriteAttributeString(attribute, value);
        xml.WriteEndElement();
    }
}
