using HoopLike.Console.Identities.Saml;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

/// <summary>What honest providers send is accepted, in all the forms that they send it in.</summary>
public sealed class AcceptedResponseTests
{
    static readonly TestIdp idp = TestIdp.Honest;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_signature_over_the_assertion_the_response_or_both_proves_who_it_is(bool signAssertion, bool signResponse)
    {
        var proven = TestIdp.Read(idp.Signed(new ResponseDraft { SignAssertion = signAssertion, SignResponse = signResponse }));

        Assert.Equal("_assertion-1", proven.Id);
        Assert.Equal(new SamlNameId("alice", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", null, null), proven.NameId);
        Assert.Equal("_session-1", proven.SessionIndex);
        Assert.Equal(TestIdp.Now.AddMinutes(5) + TimeSpan.FromMinutes(2), proven.AcceptableUntil);
        Assert.Equal(["dba", "platform & ops"], proven.Attributes.Single(a => a.Name == "groups").Values.AsEnumerable());
        Assert.Equal(["alice@corp.com"], proven.Attributes.Single(a => a.Name == "email").Values.AsEnumerable());
    }

    [Theory]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "http://www.w3.org/2001/04/xmldsig-more#sha384")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "http://www.w3.org/2001/04/xmlenc#sha512")]
    public void Every_sha2_is_accepted(string method, string digest) =>
        Assert.Equal("alice", TestIdp.Read(idp.Signed(new ResponseDraft { Signature = new SignatureDraft { Method = method, Digest = digest } })).NameId.Value);

    [Fact]
    public void Any_of_several_certificates_may_have_signed_while_a_provider_changes_them()
    {
        var reader = new ResponseReader(TestIdp.Self, new IdentityProvider(TestIdp.EntityId, [IdpCertificate.FromPem(TestIdp.Attacker.Pem), IdpCertificate.FromPem(idp.Pem)]), null);

        Assert.Equal("alice", reader.Read(System.Text.Encoding.UTF8.GetBytes(idp.Signed(new ResponseDraft())), TestIdp.RequestId, TestIdp.Now).NameId.Value);
    }

    [Fact]
    public void A_signature_without_a_certificate_beside_it_is_as_good() =>
        Assert.Equal("alice", TestIdp.Read(idp.Signed(new ResponseDraft { Signature = new SignatureDraft { WithKeyInfo = false } })).NameId.Value);

    [Fact]
    public void A_prefix_list_in_the_canonicalisation_is_honoured()
    {
        var typed = new ResponseDraft
        {
            Attributes = """<saml:Attribute Name="groups"><saml:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">dba</saml:AttributeValue></saml:Attribute>""",
            Signature = new SignatureDraft { Transforms = () => [new System.Security.Cryptography.Xml.XmlDsigEnvelopedSignatureTransform(), new System.Security.Cryptography.Xml.XmlDsigExcC14NTransform("xs")] },
            SignResponse = true,
        };

        Assert.Equal(["dba"], TestIdp.Read(idp.Signed(typed)).Attributes.Single().Values.AsEnumerable());
    }

    [Fact]
    public void Namespaces_that_are_declared_around_the_assertion_belong_to_it()
    {
        var draft = new ResponseDraft();
        var moved = draft.Xml.Replace(" xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"", "", StringComparison.Ordinal).Replace("<samlp:Response ", "<samlp:Response xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ", StringComparison.Ordinal);
        var document = TestIdp.Parse(moved);
        idp.Sign(TestIdp.Assertion(document), draft.Signature);

        Assert.Equal("alice", TestIdp.Read(document.OuterXml).NameId.Value);
    }

    [Fact]
    public void A_name_with_a_comment_inside_is_read_whole()
    {
        var draft = new ResponseDraft { NameId = "<saml:NameID>alice@corp.com<!---->.evil.com</saml:NameID>" };

        Assert.Equal("alice@corp.com.evil.com", TestIdp.Read(idp.Signed(draft)).NameId.Value);
    }

    [Fact]
    public void A_comment_put_in_afterwards_changes_nothing_of_what_was_signed()
    {
        var signed = idp.Signed(new ResponseDraft { NameId = "<saml:NameID>alice@corp.com.evil.com</saml:NameID>" });

        Assert.Equal("alice@corp.com.evil.com", TestIdp.Read(signed.Replace("alice@corp.com.evil.com", "alice@corp.com<!-- -->.evil.com", StringComparison.Ordinal)).NameId.Value);
        Assert.Equal("alice@corp.com.evil.com", TestIdp.Read(signed.Replace("alice@corp.com.evil.com", "alice@corp.com<![CDATA[.evil.com]]>", StringComparison.Ordinal)).NameId.Value);
    }

    [Fact]
    public void What_was_signed_with_odd_characters_comes_out_as_it_was()
    {
        var draft = new ResponseDraft { Attributes = "<saml:Attribute Name=\"groups\"><saml:AttributeValue>a &lt;b&gt; &quot;c&quot; 'd' &#x9;e ü 😀<![CDATA[ <f> ]]></saml:AttributeValue></saml:Attribute>", SignResponse = true };

        Assert.Equal(["a <b> \"c\" 'd' \te ü 😀 <f>"], TestIdp.Read(idp.Signed(draft)).Attributes.Single().Values.AsEnumerable());
    }

    [Fact]
    public void Clocks_may_be_two_minutes_apart()
    {
        var signed = idp.Signed(new ResponseDraft());

        Assert.Equal("alice", TestIdp.Read(signed, now: TestIdp.Now.AddMinutes(6.9)).NameId.Value);
        Assert.Equal("alice", TestIdp.Read(signed, now: TestIdp.Now.AddMinutes(-2.9)).NameId.Value);
    }

    [Fact]
    public void An_answer_that_nobody_asked_for_is_read_when_none_is_expected() =>
        Assert.Equal("alice", TestIdp.Read(idp.Signed(new ResponseDraft { ResponseInResponseTo = null, InResponseTo = null }), requestId: null).NameId.Value);

    [Fact]
    public void Several_thousand_groups_are_no_attack()
    {
        var many = string.Concat(Enumerable.Range(0, 4000).Select(n => $"<saml:AttributeValue>group-{n}</saml:AttributeValue>"));

        Assert.Equal(4000, TestIdp.Read(idp.Signed(new ResponseDraft { Attributes = $"<saml:Attribute Name=\"groups\">{many}</saml:Attribute>" })).Attributes.Single().Values.Length);
    }
}
