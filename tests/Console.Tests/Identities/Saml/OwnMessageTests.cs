using System.Security.Cryptography.Xml;
using System.Text;
using HoopLike.Console.Identities.Saml;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

/// <summary>What we write: requests, sign-out messages, metadata.</summary>
public sealed class OwnMessageTests
{
    static readonly TestIdp idp = TestIdp.Honest;

    [Fact]
    public void A_request_says_who_asks_where_it_goes_and_where_the_answer_goes()
    {
        var request = AuthnRequest.Make(TestIdp.Self, TestIdp.SignInUrl, TestIdp.Now);
        var root = TestIdp.Parse(request.Xml).DocumentElement!;

        Assert.Equal(("AuthnRequest", "2.0", TestIdp.SignInUrl, TestIdp.Self.AcsUrl), (root.LocalName, root.GetAttribute("Version"), root.GetAttribute("Destination"), root.GetAttribute("AssertionConsumerServiceURL")));
        Assert.Equal((request.Id, "2026-11-21T12:00:00Z"), (root.GetAttribute("ID"), root.GetAttribute("IssueInstant")));
        Assert.Equal(TestIdp.Self.EntityId, root["Issuer", "urn:oasis:names:tc:SAML:2.0:assertion"]!.InnerText);
        Assert.NotEqual(request.Id, AuthnRequest.Make(TestIdp.Self, TestIdp.SignInUrl, TestIdp.Now).Id);
    }

    [Fact]
    public void A_posted_request_is_signed_in_the_form_that_we_ask_of_others()
    {
        var request = AuthnRequest.Make(TestIdp.Self, TestIdp.SignInUrl, TestIdp.Now);

        var signed = TestIdp.Parse(EnvelopedSignature.Sign(request.Xml, idp.Key)).DocumentElement!;

        Assert.Equal(request.Id, SignatureCheck.Verify(signed, idp.Trusted.Certificates).GetAttribute("ID"));
        Assert.Equal(["Issuer", "Signature", "NameIDPolicy"], signed.ChildNodes.Cast<System.Xml.XmlNode>().Select(n => n.LocalName));
    }

    [Fact]
    public void The_page_that_posts_it_carries_no_script_of_its_own_and_lets_nothing_be_broken_out_of()
    {
        var page = PostForm.Page("https://idp.example.com/sso?a=\"><script>", RedirectBinding.Request, "<x/>");

        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{Convert.ToBase64String("<x/>"u8)}\"", page, StringComparison.Ordinal);
        Assert.Contains("form-action https://idp.example.com https:", PostForm.ContentPolicy("https://idp.example.com/sso?a=b"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sign_out_request_names_the_person_as_the_provider_did()
    {
        var (id, xml) = LogoutMessage.Request(TestIdp.Self, TestIdp.SignOutUrl, new SamlNameId("alice", "urn:format", "urn:idp", "urn:sp"), "_session-1", TestIdp.Now);
        var root = TestIdp.Parse(xml).DocumentElement!;
        var name = root["NameID", "urn:oasis:names:tc:SAML:2.0:assertion"]!;

        Assert.Equal(("LogoutRequest", id, TestIdp.SignOutUrl), (root.LocalName, root.GetAttribute("ID"), root.GetAttribute("Destination")));
        Assert.Equal(("alice", "urn:format", "urn:idp", "urn:sp"), (name.InnerText, name.GetAttribute("Format"), name.GetAttribute("NameQualifier"), name.GetAttribute("SPNameQualifier")));
        Assert.Equal("_session-1", root["SessionIndex", "urn:oasis:names:tc:SAML:2.0:protocol"]!.InnerText);
    }

    [Fact]
    public void A_sign_out_request_of_a_provider_is_read()
    {
        var message = Read(Request());

        Assert.Equal(("_logout-1", "alice", TestIdp.Now.AddMinutes(7)), (message.Id, message.NameId!.Value, message.AcceptableUntil));
        Assert.Equal(["_session-1"], message.SessionIndexes.AsEnumerable());
    }

    [Theory]
    [InlineData("https://idp.example.com/entity", "https://other.example.com", SamlFault.WrongIssuer)]
    [InlineData("https://console.example.com/saml/corp/logout", "https://other.example.com/logout", SamlFault.WrongRecipient)]
    [InlineData("Destination=", "Nowhere=", SamlFault.WrongRecipient)]
    [InlineData("2026-11-21T12:00:00Z", "2026-11-21T11:50:00Z", SamlFault.Expired)]
    [InlineData("2026-11-21T12:00:00Z", "2026-11-21T12:10:00Z", SamlFault.NotYetValid)]
    [InlineData("IssueInstant", "Instant", SamlFault.Malformed)]
    [InlineData("LogoutRequest", "AuthnRequest", SamlFault.Malformed)]
    [InlineData("Version=\"2.0\"", "Version=\"1.1\"", SamlFault.Malformed)]
    [InlineData("saml:NameID", "saml:EncryptedID", SamlFault.NoUsableName)]
    public void A_sign_out_request_that_is_not_for_us_or_not_for_now_is_refused(string before, string after, SamlFault fault) =>
        Assert.Equal(fault, Assert.Throws<SamlRefusedException>(() => Read(Request().Replace(before, after, StringComparison.Ordinal))).Fault);

    [Fact]
    public void Our_metadata_names_our_addresses_and_one_certificate_for_each_use()
    {
        var root = TestIdp.Parse(OwnMetadata.Write(TestIdp.Self, "AAAA", "BBBB")).DocumentElement!;
        string[] All(string name, string attribute) => [.. root.GetElementsByTagName(name, "*").OfType<System.Xml.XmlElement>().Select(e => attribute.Length == 0 ? e.InnerText : e.GetAttribute(attribute))];

        Assert.Equal("https://console.example.com/saml/corp/metadata", root.GetAttribute("entityID"));
        Assert.Equal(["https://console.example.com/saml/corp/acs"], All("AssertionConsumerService", "Location"));
        Assert.Equal(["signing", "encryption"], All("KeyDescriptor", "use"));
        Assert.Equal(["AAAA", "BBBB"], All("X509Certificate", ""));
        Assert.Equal(["true"], All("SPSSODescriptor", "WantAssertionsSigned"));
        Assert.DoesNotContain(EncryptedXml.XmlEncRSA15Url, All("EncryptionMethod", "Algorithm"));
    }

    static LogoutMessage Read(string xml) => LogoutMessage.Read(SamlXml.Load(Encoding.UTF8.GetBytes(xml)).DocumentElement!, TestIdp.Self, idp.Trusted, TestIdp.Now);

    static string Request() => """
        <samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_logout-1" Version="2.0" IssueInstant="2026-11-21T12:00:00Z" Destination="https://console.example.com/saml/corp/logout">
          <saml:Issuer>https://idp.example.com/entity</saml:Issuer><saml:NameID>alice</saml:NameID><samlp:SessionIndex>_session-1</samlp:SessionIndex>
        </samlp:LogoutRequest>
        """;
}
