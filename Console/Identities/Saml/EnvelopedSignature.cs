using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Signs our messages where they travel as XML (POST binding).</summary>
internal static class EnvelopedSignature
{
    /// <param name="xml">A message whose first child is its issuer: the signature comes right behind it, as the schema has it.</param>
    public static string Sign(string xml, RSA key)
    {
        var root = SamlXml.Load(Encoding.UTF8.GetBytes(xml)).DocumentElement!;
        var signed = new SignedXml(root) { SigningKey = key };
        signed.SignedInfo!.CanonicalizationMethod = SamlNames.ExclusiveC14N;
        signed.SignedInfo.SignatureMethod = SignedXml.XmlDsigRSASHA256Url;
        var reference = new Reference("#" + root.GetAttribute("ID")) { DigestMethod = SignedXml.XmlDsigSHA256Url };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        signed.ComputeSignature();
        root.InsertAfter(root.OwnerDocument.ImportNode(signed.GetXml(), true), SamlXml.One(root, SamlNames.Assertion, "Issuer"));
        return root.OuterXml;
    }
}
