using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HoopLike.Console.Identities.Saml;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

public sealed class IdpMetadataTests
{
    static readonly TestIdp idp = TestIdp.Honest;

    internal static string Document(string? certificates = null, string entity = TestIdp.EntityId, string attributes = "", string services = "") => $"""
        <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{entity}"{attributes}>
          <md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{Key("", TestIdp.Attacker)}</md:SPSSODescriptor>
          <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol">{Key("signing", TestIdp.Attacker)}</md:IDPSSODescriptor>
          <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol urn:oasis:names:tc:SAML:2.0:protocol">
            {certificates ?? Key("signing", idp)}
            {(services.Length > 0 ? services : Service("SingleSignOnService", "Redirect", TestIdp.SignInUrl))}
          </md:IDPSSODescriptor>
        </md:EntityDescriptor>
        """;

    internal static string Key(string use, TestIdp of) => Key(use, Convert.ToBase64String(of.Certificate.RawData));

    static string Key(string use, string base64) =>
        $"<md:KeyDescriptor{(use.Length > 0 ? $" use=\"{use}\"" : "")}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n{base64}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";

    internal static string Service(string name, string binding, string location) => $"""<md:{name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-{binding}" Location="{location}"/>""";

    static IdpMetadata Parse(string document) => IdpMetadata.Parse(Encoding.UTF8.GetBytes(document), TestIdp.EntityId, TestIdp.Now);

    static SamlFault Refused(string document) => Assert.Throws<SamlRefusedException>(() => Parse(document)).Fault;

    [Fact]
    public void Only_the_signing_certificates_of_the_saml2_identity_provider_are_taken()
    {
        var metadata = Parse(Document(Key("signing", idp) + Key("encryption", TestIdp.Attacker)));

        Assert.Equal([Convert.ToBase64String(idp.Certificate.RawData)], metadata.Certificates.AsEnumerable());
        Assert.Equal(TestIdp.SignInUrl, metadata.RedirectSignInUrl);
    }

    [Fact]
    public void A_key_without_a_use_signs_too_and_there_may_be_several() => Assert.Equal(2, Parse(Document(Key("", idp) + Key("signing", TestIdp.Attacker))).Certificates.Length);

    [Fact]
    public void A_federations_document_is_searched_for_the_one_that_is_configured()
    {
        var both = $"<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">{Document(entity: "urn:other")}{Document()}</md:EntitiesDescriptor>";

        Assert.Equal(TestIdp.EntityId, Parse(both).EntityId);
        Assert.Equal(SamlFault.WrongIssuer, Refused($"<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">{Document()}{Document()}</md:EntitiesDescriptor>"));
    }

    [Fact]
    public void Somebody_elses_old_or_empty_metadata_is_refused()
    {
        Assert.Equal(SamlFault.WrongIssuer, Refused(Document(entity: "urn:other")));
        Assert.Equal(SamlFault.Expired, Refused(Document(attributes: " validUntil=\"2026-11-21T11:00:00Z\"")));
        Assert.Equal(SamlFault.Malformed, Refused(Document(Key("encryption", idp))));
        Assert.Equal(SamlFault.Malformed, Refused(Document("<x/>")));
        Assert.Equal(SamlFault.Malformed, Refused("<html/>"));
        Assert.Equal(SamlFault.Malformed, Refused("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + Document()));
    }

    [Fact]
    public void A_certificate_that_could_verify_nothing_is_left_out()
    {
        using var small = RSA.Create(1024);
        var weak = new CertificateRequest("CN=x", small, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(TestIdp.Now, TestIdp.Now.AddYears(1));

        Assert.Single(Parse(Document(Key("signing", Convert.ToBase64String(weak.RawData)) + Key("signing", "AAAA") + Key("signing", idp))).Certificates);
    }

    [Fact]
    public void Nobody_is_sent_to_an_address_without_tls_or_to_a_script()
    {
        var metadata = Parse(Document(services:
            Service("SingleSignOnService", "Redirect", "http://idp.example.com/sso") + Service("SingleSignOnService", "POST", "javascript:alert(1)") +
            Service("SingleSignOnService", "POST", "https://idp.example.com/post") + Service("SingleLogoutService", "Redirect", "https://idp.example.com/slo")));

        Assert.Equal((null, "https://idp.example.com/post", "https://idp.example.com/slo"), (metadata.RedirectSignInUrl, metadata.PostSignInUrl, metadata.SignOutUrl));
    }
}
