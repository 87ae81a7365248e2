using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using HoopLike.Console.Identities.Saml;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

/// <summary>Signatures that prove nothing: missing, foreign, weak, or over something else.</summary>
public sealed class RefusedSignatureTests
{
    static readonly TestIdp idp = TestIdp.Honest;

    [Fact]
    public void Nothing_that_is_not_signed_is_believed()
    {
        var refused = TestIdp.Refused(idp.Signed(new ResponseDraft { SignAssertion = false }));

        Assert.Equal((SamlFault.NotSigned, "Neither the response nor the assertion is signed."), (refused.Fault, refused.Message));
    }

    [Fact]
    public void A_signature_that_was_taken_out_leaves_nothing_to_believe()
    {
        var document = TestIdp.Parse(idp.Signed(new ResponseDraft()));
        var assertion = TestIdp.Assertion(document);
        assertion.RemoveChild(assertion["Signature", SignedXml.XmlDsigNamespaceUrl]!);

        Assert.Equal(SamlFault.NotSigned, TestIdp.Refused(document.OuterXml).Fault);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_ones_key_signs_for_nobody_even_with_its_certificate_beside_it(bool withKeyInfo)
    {
        var draft = new ResponseDraft { SignResponse = true, Signature = new SignatureDraft { WithKeyInfo = withKeyInfo } };

        Assert.Equal(SamlFault.WrongSignature, TestIdp.Refused(TestIdp.Attacker.Signed(draft)).Fault);
    }

    [Fact]
    public void The_honest_certificate_beside_an_attackers_signature_helps_nothing()
    {
        var document = TestIdp.Parse(TestIdp.Attacker.Signed(new ResponseDraft()));
        document.GetElementsByTagName("X509Certificate", SignedXml.XmlDsigNamespaceUrl)[0]!.InnerText = Convert.ToBase64String(idp.Certificate.RawData);

        Assert.Equal(SamlFault.WrongSignature, TestIdp.Refused(document.OuterXml).Fault);
    }

    [Theory]
    [InlineData("alice", "admin")]
    [InlineData(">dba<", ">platform<")]
    [InlineData("_session-1", "_session-2")]
    [InlineData("2026-11-21T12:05:00.000Z", "2027-11-21T12:05:00.000Z")]
    public void What_was_changed_after_signing_is_refused(string before, string after)
    {
        var signed = idp.Signed(new ResponseDraft());
        Assert.Contains(before, signed, StringComparison.Ordinal);

        Assert.Equal(SamlFault.WrongSignature, TestIdp.Refused(signed.Replace(before, after, StringComparison.Ordinal)).Fault);
    }

    [Fact]
    public void A_signed_response_vouches_for_its_status_and_addresses_too()
    {
        var signed = idp.Signed(new ResponseDraft { SignResponse = true, Status = """<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/>""" });

        Assert.Equal(SamlFault.WrongSignature, TestIdp.Refused(signed.Replace("status:Responder", "status:Success", StringComparison.Ordinal)).Fault);
    }

    [Fact]
    public void A_signed_assertion_in_a_signed_response_must_hold_as_well()
    {
        var document = TestIdp.Parse(TestIdp.Attacker.Signed(new ResponseDraft()));
        idp.Sign(document.DocumentElement!, new SignatureDraft());

        Assert.Equal(SamlFault.WrongSignature, TestIdp.Refused(document.OuterXml).Fault);
    }

    public static TheoryData<string> Weak => ["rsa-sha1", "sha1", "hmac", "inclusive", "inclusive-with-comments", "exclusive-with-comments", "reference-inclusive", "reference-with-comments", "only-enveloped", "xslt", "xpath", "three-transforms"];

    [Theory]
    [MemberData(nameof(Weak))]
    public void Weak_algorithms_and_transforms_are_refused_though_the_honest_key_made_them(string what)
    {
        var draft = what switch
        {
            "rsa-sha1" => new SignatureDraft { Method = SignedXml.XmlDsigRSASHA1Url },
            "sha1" => new SignatureDraft { Digest = SignedXml.XmlDsigSHA1Url },
            "hmac" => new SignatureDraft { Mac = c => new HMACSHA256(Encoding.ASCII.GetBytes(c.ExportCertificatePem())) },
            "inclusive" => new SignatureDraft { Canonicalization = SignedXml.XmlDsigC14NTransformUrl },
            "inclusive-with-comments" => new SignatureDraft { Canonicalization = SignedXml.XmlDsigC14NWithCommentsTransformUrl },
            "exclusive-with-comments" => new SignatureDraft { Canonicalization = SignedXml.XmlDsigExcC14NWithCommentsTransformUrl },
            "reference-inclusive" => new SignatureDraft { Transforms = () => [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigC14NTransform()] },
            "reference-with-comments" => new SignatureDraft { Transforms = () => [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NWithCommentsTransform()] },
            "only-enveloped" => new SignatureDraft { Transforms = () => [new XmlDsigEnvelopedSignatureTransform()] },
            "xslt" => new SignatureDraft { Transforms = () => [new XmlDsigEnvelopedSignatureTransform(), Xslt()] },
            "xpath" => new SignatureDraft { Transforms = () => [new XmlDsigEnvelopedSignatureTransform(), XPath()] },
            _ => new SignatureDraft { Transforms = () => [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform(), new XmlDsigExcC14NTransform()] },
        };

        var refused = TestIdp.Refused(idp.Signed(new ResponseDraft { Signature = draft }));

        Assert.Equal(SamlFault.UnacceptableSignature, refused.Fault);
    }

    [Theory]
    [InlineData("Transform", "http://www.w3.org/2000/09/xmldsig#base64")]
    [InlineData("Transform", "http://www.w3.org/2002/07/decrypt#XML")]
    [InlineData("Transform", "urn:nothing")]
    [InlineData("Transform", "")]
    [InlineData("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")]
    [InlineData("SignatureMethod", "http://www.w3.org/2000/09/xmldsig#dsa-sha1")]
    [InlineData("SignatureMethod", "System.Security.Cryptography.RSA")]
    [InlineData("DigestMethod", "http://www.w3.org/2001/04/xmldsig-more#md5")]
    [InlineData("CanonicalizationMethod", "http://www.w3.org/2006/12/xml-c14n11")]
    public void Other_algorithms_are_refused_by_their_names_alone(string where, string algorithm)
    {
        var document = TestIdp.Parse(idp.Signed(new ResponseDraft()));
        ((XmlElement)document.GetElementsByTagName(where, SignedXml.XmlDsigNamespaceUrl)[0]!).SetAttribute("Algorithm", algorithm);

        Assert.Equal(SamlFault.UnacceptableSignature, TestIdp.Refused(document.OuterXml).Fault);
    }

    [Fact]
    public void Two_references_are_one_too_many()
    {
        var draft = new SignatureDraft { MoreReferences = [e => new Reference("") { DigestMethod = SignedXml.XmlDsigSHA256Url, TransformChain = Chain() }] };

        Assert.Equal(SamlFault.UnacceptableSignature, TestIdp.Refused(idp.Signed(new ResponseDraft { Signature = draft })).Fault);
    }

    [Fact]
    public void A_reference_to_another_element_or_to_the_whole_document_is_refused()
    {
        var document = TestIdp.Parse(idp.Signed(new ResponseDraft { SignAssertion = false, SignResponse = true }));
        var response = document.DocumentElement!;
        var signature = response["Signature", SignedXml.XmlDsigNamespaceUrl]!;

        // The response's own, true signature, moved into the assertion.
        response.RemoveChild(signature);
        TestIdp.Assertion(document).InsertAfter(signature, TestIdp.Assertion(document)["Issuer", "urn:oasis:names:tc:SAML:2.0:assertion"]);

        Assert.Equal(SamlFault.WrongSignature, TestIdp.Refused(document.OuterXml).Fault);
    }

    [Fact]
    public void Two_signatures_of_one_element_are_refused()
    {
        var document = TestIdp.Parse(idp.Signed(new ResponseDraft()));
        idp.Sign(TestIdp.Assertion(document), new SignatureDraft());

        Assert.Equal(SamlFault.Malformed, TestIdp.Refused(document.OuterXml).Fault);
    }

    [Theory]
    [InlineData("SignedInfo", "<x xmlns='urn:x'/>")]
    [InlineData("SignedInfo", "<!-- -->")]
    [InlineData("SignatureMethod", "<HMACOutputLength xmlns='http://www.w3.org/2000/09/xmldsig#'>8</HMACOutputLength>")]
    [InlineData("Reference", "<x xmlns='http://www.w3.org/2000/09/xmldsig#'/>")]
    [InlineData("Signature", "<Object xmlns='http://www.w3.org/2000/09/xmldsig#'/>")]
    [InlineData("Signature", "<SignedInfo xmlns='http://www.w3.org/2000/09/xmldsig#'/>")]
    [InlineData("DigestMethod", "<x xmlns='urn:x'/>")]
    [InlineData("Transform", "<x xmlns='urn:x'/>")]
    public void A_signature_that_carries_more_than_it_must_is_refused(string where, string what)
    {
        var document = TestIdp.Parse(idp.Signed(new ResponseDraft()));
        var place = document.GetElementsByTagName(where, SignedXml.XmlDsigNamespaceUrl)[0]!;
        var fragment = document.CreateDocumentFragment();
        fragment.InnerXml = what;
        place.AppendChild(fragment);

        Assert.Equal(SamlFault.UnacceptableSignature, TestIdp.Refused(document.OuterXml).Fault);
    }

    [Fact]
    public void A_certificate_whose_key_is_short_or_not_rsa_cannot_be_configured()
    {
        using var small = RSA.Create(1024);
        using var curve = ECDsa.Create();
        var weak = new CertificateRequest("CN=x", small, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(TestIdp.Now, TestIdp.Now.AddYears(1));
        var elliptic = new CertificateRequest("CN=x", curve, HashAlgorithmName.SHA256).CreateSelfSigned(TestIdp.Now, TestIdp.Now.AddYears(1));

        Assert.Contains("1024 bits", Assert.Throws<CryptographicException>(() => IdpCertificate.FromPem(weak.ExportCertificatePem())).Message, StringComparison.Ordinal);
        Assert.Contains("not RSA", Assert.Throws<CryptographicException>(() => IdpCertificate.FromPem(elliptic.ExportCertificatePem())).Message, StringComparison.Ordinal);
        Assert.Contains("PEM", Assert.Throws<CryptographicException>(() => IdpCertificate.FromPem(idp.Key.ExportRSAPublicKeyPem())).Message, StringComparison.Ordinal);
        Assert.Contains("X.509", Assert.Throws<CryptographicException>(() => IdpCertificate.FromPem(PemEncoding.WriteString("CERTIFICATE", [1, 2, 3]))).Message, StringComparison.Ordinal);
    }

    static TransformChain Chain()
    {
        var chain = new TransformChain();
        chain.Add(new XmlDsigEnvelopedSignatureTransform());
        chain.Add(new XmlDsigExcC14NTransform());
        return chain;
    }

    static XmlDsigXsltTransform Xslt()
    {
        var transform = new XmlDsigXsltTransform();
        transform.LoadInnerXml(TestIdp.Parse("""<a><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><x/></xsl:template></xsl:stylesheet></a>""").DocumentElement!.ChildNodes);
        return transform;
    }

    static XmlDsigXPathTransform XPath()
    {
        var transform = new XmlDsigXPathTransform();
        transform.LoadInnerXml(TestIdp.Parse("""<a><XPath xmlns="http://www.w3.org/2000/09/xmldsig#">not(self::x)</XPath></a>""").DocumentElement!.ChildNodes);
        return transform;
    }
}
