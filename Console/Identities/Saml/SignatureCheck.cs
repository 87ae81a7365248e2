using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Verifies the signature of one element and gives back what was signed, parsed from the very bytes that were digested:
/// so nothing that stands elsewhere in the message can be taken for it, whatever its IDs say (signature wrapping).</summary>
internal static class SignatureCheck
{
    public static bool IsSigned(XmlElement element) => SamlXml.Children(element, SamlNames.Signature, "Signature").Any();

    /// <param name="keys">The keys of the provider. Certificates inside the message (KeyInfo) are never looked at.</param>
    /// <exception cref="SamlRefusedException">It is not signed, not in an accepted form, or not by one of the keys.</exception>
    public static XmlElement Verify(XmlElement element, ImmutableArray<IdpCertificate> keys)
    {
        if (!IsSigned(element)) throw new SamlRefusedException(SamlFault.NotSigned, $"The {element.LocalName} is not signed.");
        var id = SamlXml.Attribute(element, "ID") ?? throw SamlXml.Malformed($"The {element.LocalName} has no ID.");
        var alone = Alone(element);
        var signature = SamlXml.One(alone, SamlNames.Signature, "Signature");
        SignatureShape.Require(signature);
        var (xml, reference) = Interpret(alone, signature, id);
        if (!keys.Any(k => IsBy(xml, k))) throw new SamlRefusedException(SamlFault.WrongSignature, $"The signature of the {element.LocalName} was made by none of the provider's certificates, or what it signs was changed.");
        return Digested(alone, signature, reference);
    }

    /// <summary>A copy as a document of its own, with the namespaces that it stood in.</summary>
    private static XmlElement Alone(XmlElement element)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var copy = (XmlElement)document.AppendChild(document.ImportNode(element, true))!;
        for (var above = element.ParentNode as XmlElement; above is not null; above = above.ParentNode as XmlElement)
        {
            foreach (XmlAttribute attribute in above.Attributes)
                if (attribute.NamespaceURI == "http://www.w3.org/2000/xmlns/" && !copy.HasAttribute(attribute.Name)) copy.SetAttributeNode((XmlAttribute)document.ImportNode(attribute, true));
        }

        return copy;
    }

    private static (SignedXml Xml, Reference Reference) Interpret(XmlElement alone, XmlElement signature, string id)
    {
        try
        {
            var xml = new OneElement(alone);
            xml.LoadXml(signature);
            return (xml, SignatureShape.RequireStrong(xml, id));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw new SamlRefusedException(SamlFault.UnacceptableSignature, "The signature cannot be read.", e);
        }
    }

    private static bool IsBy(SignedXml xml, IdpCertificate certificate)
    {
        using var key = certificate.OpenKey();
        try
        {
            return xml.CheckSignature(key);
        }
        catch (CryptographicException)
        {
            // What cannot be verified is not verified; the caller says so.
            return false;
        }
    }

    /// <summary>What was digested, once more by ourselves, and read again from there.</summary>
    private static XmlElement Digested(XmlElement alone, XmlElement signature, Reference reference)
    {
        alone.RemoveChild(signature);
        var canonical = new XmlDsigExcC14NTransform(false, ((XmlDsigExcC14NTransform)reference.TransformChain[1]).InclusiveNamespacesPrefixList);
        canonical.LoadInput(alone.OwnerDocument);
        using var bytes = new MemoryStream();
        ((Stream)canonical.GetOutput(typeof(Stream))).CopyTo(bytes);
        var signed = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        var digest = CryptographicOperations.HashData(SamlNames.HashOfDigest(reference.DigestMethod)!.Value, signed);
        if (!CryptographicOperations.FixedTimeEquals(digest, reference.DigestValue)) throw new SamlRefusedException(SamlFault.WrongSignature, $"What the {alone.LocalName} says is not what was signed.");
        return SamlXml.Load(signed).DocumentElement!;
    }

    /// <summary>Finds no element but the one that it was made for.</summary>
    private sealed class OneElement : SignedXml
    {
        private readonly XmlElement only;

        public OneElement(XmlElement only) : base(only) => this.only = only;

        public override XmlElement? GetIdElement(XmlDocument? document, string idValue) => only.GetAttribute("ID") == idValue ? only : null;
    }
}
