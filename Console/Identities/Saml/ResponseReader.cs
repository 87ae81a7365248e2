using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Reads a response as the web browser sign-on profile wants it read (SAML profiles §4.1.4). Pure: who, what and when come as parameters.</summary>
/// <param name="decryption">Null where nothing can be decrypted.</param>
public sealed class ResponseReader(ServiceProvider self, IdentityProvider idp, Decryption? decryption)
{
    /// <summary>The request that a response says it answers, and whether a key is needed to read it: not proven yet, good only for finding the one and the other.</summary>
    /// <exception cref="SamlRefusedException">It is no response.</exception>
    public static (string? InResponseTo, bool IsEncrypted) Peek(ReadOnlySpan<byte> message)
    {
        var root = Root(message);
        return (SamlXml.Attribute(root, "InResponseTo"), SamlXml.Children(root, SamlNames.Assertion, "EncryptedAssertion").Any());
    }

    /// <param name="requestId">Of the request that this browser sent; null for a sign-in that the provider starts.</param>
    /// <exception cref="SamlRefusedException">It is not believed. The words say why.</exception>
    public ProvenAssertion Read(ReadOnlySpan<byte> message, string? requestId, DateTimeOffset now)
    {
        var response = Root(message);
        RequireUnambiguous(response);
        RequireKeys();
        var isSigned = SignatureCheck.IsSigned(response);
        if (isSigned) response = SignatureCheck.Verify(response, idp.Certificates);
        RequireAddressed(response, requestId, isSigned);
        var assertion = Believed(response, isSigned);
        return new AssertionReader(self, idp, requestId, now).Read(assertion);
    }

    private static XmlElement Root(ReadOnlySpan<byte> message)
    {
        var root = SamlXml.Load(message).DocumentElement!;
        if (!SamlXml.Is(root, SamlNames.Protocol, "Response")) throw SamlXml.Malformed($"The message is no SAML 2.0 response but {SamlRefusedException.Quote(root.LocalName)}.");
        return root;
    }

    /// <summary>One response, one assertion, every ID once: nothing that a signature could be moved to.</summary>
    private static void RequireUnambiguous(XmlElement root)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        int responses = 0, assertions = 0;
        foreach (var element in SelfAndBelow(root))
        {
            if (SamlXml.Is(element, SamlNames.Protocol, "Response")) responses++;
            if (element.NamespaceURI == SamlNames.Assertion && element.LocalName is "Assertion" or "EncryptedAssertion") assertions++;
            foreach (XmlAttribute attribute in element.Attributes)
                if (attribute.LocalName.Equals("id", StringComparison.OrdinalIgnoreCase) && !ids.Add(attribute.Value)) throw SamlXml.Malformed("Two elements have the same ID.");
        }

        if (responses != 1) throw SamlXml.Malformed("The message holds a response inside a response.");
        if (assertions != 1) throw SamlXml.Malformed($"The response holds {assertions} assertions; exactly one is accepted.");
    }

    private static IEnumerable<XmlElement> SelfAndBelow(XmlElement root)
    {
        yield return root;
        foreach (var element in root.GetElementsByTagName("*").OfType<XmlElement>()) yield return element;
    }

    private void RequireKeys()
    {
        if (idp.Certificates.IsEmpty) throw new SamlRefusedException(SamlFault.NotReady, "No certificate of the provider is known yet: its metadata could not be read.");
    }

    private void RequireAddressed(XmlElement response, string? requestId, bool isSigned)
    {
        if (response.GetAttribute("Version") != "2.0") throw SamlXml.Malformed("The response is not of SAML 2.0.");
        StatusCheck.RequireSuccess(response);
        if (SamlXml.AtMostOne(response, SamlNames.Assertion, "Issuer") is { } issuer) IssuerCheck.Require(issuer, idp.EntityId);
        var destination = SamlXml.Attribute(response, "Destination");
        // Bindings §3.5.5.2: a signed message says where it is sent.
        if (destination is null && isSigned) throw new SamlRefusedException(SamlFault.WrongRecipient, "The response is signed and has no Destination.");
        if (destination is not null && destination != self.AcsUrl) throw new SamlRefusedException(SamlFault.WrongRecipient, $"The response was meant for {SamlRefusedException.Quote(destination)}, not for {self.AcsUrl}.");
        if (SamlXml.Attribute(response, "InResponseTo") is { } answered && answered != requestId) throw new SamlRefusedException(SamlFault.UnknownRequest, "The response answers another request than the one that this browser sent.");
    }

    /// <summary>The one assertion, as it was signed: by itself, or as part of a signed response.</summary>
    private XmlElement Believed(XmlElement response, bool isSigned)
    {
        var assertion = SamlXml.AtMostOne(response, SamlNames.Assertion, "Assertion");
        if (assertion is null)
        {
            if (decryption is null) throw new SamlRefusedException(SamlFault.NotDecrypted, "The assertion is encrypted, and there is no key to decrypt it with.");
            assertion = decryption.Decrypt(SamlXml.One(response, SamlNames.Assertion, "EncryptedAssertion"), isSigned);
            RequireAlone(assertion);
        }

        if (SignatureCheck.IsSigned(assertion)) return SignatureCheck.Verify(assertion, idp.Certificates);
        return isSigned ? assertion : throw new SamlRefusedException(SamlFault.NotSigned, "Neither the response nor the assertion is signed.");
    }

    private static void RequireAlone(XmlElement assertion)
    {
        if (!SamlXml.Is(assertion, SamlNames.Assertion, "Assertion")) throw SamlXml.Malformed("What was encrypted is no assertion.");
        if (SelfAndBelow(assertion).Skip(1).Any(e => e.NamespaceURI == SamlNames.Assertion && e.LocalName is "Assertion" or "EncryptedAssertion")) throw SamlXml.Malformed("The encrypted assertion holds another assertion.");
    }
}
