using System.Xml;
using HoopLike.Console.Identities.Saml;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

/// <summary>The eight forms in which a true signature was made to vouch for a forged assertion elsewhere (Somorovsky and others, "On Breaking SAML", 2012).</summary>
public sealed class SignatureWrappingTests
{
    const string Evil = "admin";
    static readonly TestIdp idp = TestIdp.Honest;

    public static TheoryData<int> Variants => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_forged_assertion_beside_the_signed_one_is_refused(int variant)
    {
        var wrapped = Wrapped(variant);

        Assert.Contains(Evil, wrapped.OuterXml, StringComparison.Ordinal);
        Assert.Contains(">alice<", wrapped.OuterXml, StringComparison.Ordinal);
        Assert.Equal(SamlFault.Malformed, TestIdp.Refused(wrapped.OuterXml).Fault);
    }

    /// <summary>The count of assertions refuses them all at the door; this shows that the signature check would too.</summary>
    [Theory]
    [MemberData(nameof(Variants))]
    public void The_signature_check_alone_believes_no_forged_element_either(int variant)
    {
        var wrapped = Wrapped(variant);
        var forged = wrapped.SelectNodes("//*")!.OfType<XmlElement>()
            .Where(e => e.LocalName is "Response" or "Assertion" && Below(e).Any(b => b.LocalName == "NameID" && b.InnerText == Evil)).ToList();

        Assert.NotEmpty(forged);
        foreach (var element in forged)
        {
            // A signed response that only carries a forged copy in a place that nothing is read from is still what it was: what counts is that the forgery itself is not vouched for.
            var believed = Record.Exception(() => SignatureCheck.Verify(element, idp.Trusted.Certificates));
            Assert.IsType<SamlRefusedException>(believed);
        }
    }

    static IEnumerable<XmlElement> Below(XmlElement element) => element.ChildNodes.OfType<XmlElement>().SelectMany(e => Below(e).Prepend(e));

    static XmlDocument Wrapped(int variant)
    {
        var ofResponse = variant is 1 or 2;
        var document = TestIdp.Parse(idp.Signed(new ResponseDraft { SignResponse = ofResponse, SignAssertion = !ofResponse }));
        var response = document.DocumentElement!;
        var assertion = TestIdp.Assertion(document);
        var signature = (XmlElement)document.GetElementsByTagName("Signature", "http://www.w3.org/2000/09/xmldsig#")[0]!;
        switch (variant)
        {
            case 1: // The signed response, without its signature, behind the signature of a forged one.
                response.InsertAfter(Unsigned(response), signature);
                Forge(response, assertion, "_evil-response");
                break;
            case 2: // The same, before the signature.
                response.InsertBefore(Unsigned(response), signature);
                Forge(response, assertion, "_evil-response");
                break;
            case 3: // A forged assertion before the signed one.
                response.InsertBefore(Forged(assertion), assertion);
                break;
            case 4: // The signed assertion inside a forged one.
                var outer = Forged(assertion);
                response.ReplaceChild(outer, assertion);
                outer.AppendChild(assertion);
                break;
            case 5: // The forged one keeps the signature; the signed one follows without.
                response.AppendChild(Unsigned(assertion));
                Forge(assertion, assertion, "_evil");
                break;
            case 6: // The signed one inside the signature of the forged one.
                signature.AppendChild(Unsigned(assertion));
                Forge(assertion, assertion, "_evil");
                break;
            case 7: // A forged one in the response's extensions.
                var extensions = document.CreateElement("samlp", "Extensions", "urn:oasis:names:tc:SAML:2.0:protocol");
                response.InsertBefore(extensions, response["Status", "urn:oasis:names:tc:SAML:2.0:protocol"]);
                extensions.AppendChild(Forged(assertion));
                break;
            default: // The signed one in an Object of the forged one's signature.
                var original = Unsigned(assertion);
                signature.AppendChild(document.CreateElement("Object", "http://www.w3.org/2000/09/xmldsig#"))!.AppendChild(original);
                Forge(assertion, assertion, "_evil");
                break;
        }

        return document;
    }

    static XmlElement Unsigned(XmlElement element)
    {
        var copy = (XmlElement)element.CloneNode(true);
        if (copy["Signature", "http://www.w3.org/2000/09/xmldsig#"] is { } signature) copy.RemoveChild(signature);
        return copy;
    }

    static XmlElement Forged(XmlElement assertion)
    {
        var forged = Unsigned(assertion);
        Forge(forged, forged, "_evil");
        return forged;
    }

    static void Forge(XmlElement renamed, XmlElement assertion, string id)
    {
        renamed.SetAttribute("ID", id);
        assertion["Subject", "urn:oasis:names:tc:SAML:2.0:assertion"]!["NameID", "urn:oasis:names:tc:SAML:2.0:assertion"]!.InnerText = Evil;
    }
}
