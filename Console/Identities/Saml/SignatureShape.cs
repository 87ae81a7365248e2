using System.Security.Cryptography.Xml;
using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>The one form of XML signature that is accepted (SAML core §5.4): enveloped, one reference to its own parent, exclusive canonicalisation, SHA-2, nothing else inside.</summary>
internal static class SignatureShape
{
    private const string InclusiveNamespaces = "InclusiveNamespaces";

    /// <summary>Checks what is written, before anything interprets it. Each element has exactly the children that it must have, in order.</summary>
    /// <exception cref="SamlRefusedException">The signature has another form.</exception>
    public static void Require(XmlElement signature)
    {
        var parts = Parts(signature);
        if (parts is not ([("SignedInfo", _), ("SignatureValue", _)] or [("SignedInfo", _), ("SignatureValue", _), ("KeyInfo", _)]))
            throw Unacceptable("The signature must hold SignedInfo, SignatureValue and at most a KeyInfo; what else it carries could hide something.");
        var info = Parts(parts[0].Element);
        if (info is not [("CanonicalizationMethod", var method), ("SignatureMethod", var algorithm), ("Reference", var reference)])
            throw Unacceptable("The signature must have exactly one reference.");
        if (algorithm.HasChildNodes) throw Unacceptable("The signature method carries parameters: none is accepted.");
        RequireOnlyPrefixes(method);
        if (Parts(reference) is not [("Transforms", var transforms), ("DigestMethod", var digest), ("DigestValue", _)] || digest.HasChildNodes)
            throw Unacceptable("The signature's reference must hold transforms, digest method and digest value.");
        if (Parts(transforms) is not [("Transform", var enveloped), ("Transform", var canonical)] || enveloped.HasChildNodes)
            throw Unacceptable("The signature must have exactly two transforms: enveloped signature, then exclusive canonicalisation.");
        RequireOnlyPrefixes(canonical);
    }

    /// <summary>Checks what the framework understood, which is what it will verify by.</summary>
    /// <returns>The one reference.</returns>
    /// <exception cref="SamlRefusedException">An algorithm that is not accepted, or a reference to something else than the signature's parent.</exception>
    public static Reference RequireStrong(SignedXml xml, string id)
    {
        var info = xml.SignedInfo!;
        if (SamlNames.HashOfSignature(xml.SignatureMethod) is null) throw Unacceptable($"The signature's algorithm {SamlRefusedException.Quote(xml.SignatureMethod)} is not accepted: RSA with SHA-256, SHA-384 or SHA-512 is.");
        if (info.CanonicalizationMethod != SamlNames.ExclusiveC14N) throw Unacceptable("The signature's canonicalisation is not accepted: exclusive without comments is.");
        if (info.References.Count != 1 || info.References[0] is not Reference reference) throw Unacceptable("The signature must have exactly one reference.");
        if (reference.Uri != "#" + id) throw new SamlRefusedException(SamlFault.WrongSignature, "The signature is over another element than the one it stands in.");
        if (SamlNames.HashOfDigest(reference.DigestMethod) is null) throw Unacceptable($"The signature's digest {SamlRefusedException.Quote(reference.DigestMethod)} is not accepted: SHA-256, SHA-384 or SHA-512 is.");
        if (reference.TransformChain.Count != 2 || reference.TransformChain[0].Algorithm != SignedXml.XmlDsigEnvelopedSignatureTransformUrl || reference.TransformChain[1].Algorithm != SamlNames.ExclusiveC14N)
            throw Unacceptable("The signature's transforms are not accepted: enveloped signature, then exclusive canonicalisation without comments are.");
        return reference;
    }

    private static SamlRefusedException Unacceptable(string words) => new(SamlFault.UnacceptableSignature, words);

    /// <summary>The child elements by name; anything but elements and space between them is refused.</summary>
    private static List<(string Name, XmlElement Element)> Parts(XmlElement parent)
    {
        List<(string, XmlElement)> parts = [];
        foreach (XmlNode node in parent.ChildNodes)
        {
            if (node is XmlElement { NamespaceURI: SamlNames.Signature } element) parts.Add((element.LocalName, element));
            else if (node is not (XmlWhitespace or XmlSignificantWhitespace)) throw Unacceptable($"The signature's {parent.LocalName} holds something that does not belong there.");
        }

        return parts;
    }

    private static void RequireOnlyPrefixes(XmlElement canonical)
    {
        foreach (XmlNode node in canonical.ChildNodes)
        {
            if (node is XmlWhitespace or XmlSignificantWhitespace) continue;
            if (node is not XmlElement { LocalName: InclusiveNamespaces, NamespaceURI: SamlNames.ExclusiveC14N, HasChildNodes: false }) throw Unacceptable("The canonicalisation carries parameters that are not accepted.");
        }
    }
}
