using HoopLike.Console.Identities.Saml;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Saml;

/// <summary>Well signed, and still not for us, not now, or not an answer to what was asked.</summary>
public sealed class RefusedResponseTests
{
    static readonly TestIdp idp = TestIdp.Honest;

    static void Refused(SamlFault fault, string words, ResponseDraft draft, string? requestId = TestIdp.RequestId, DateTimeOffset? now = null)
    {
        foreach (var signResponse in (bool[])[false, true])
        {
            var refused = TestIdp.Refused(idp.Signed(draft with { SignResponse = signResponse }), requestId, now);
            Assert.Equal(fault, refused.Fault);
            Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Past_its_end() => Refused(SamlFault.Expired, "was valid until 2026-11-21T12:05:00Z", new ResponseDraft(), now: TestIdp.Now.AddMinutes(7));

    [Fact]
    public void Not_yet_valid() => Refused(SamlFault.NotYetValid, "is valid only from 2026-11-21T11:59:00Z", new ResponseDraft(), now: TestIdp.Now.AddMinutes(-4));

    [Fact]
    public void The_confirmations_own_end_counts_even_when_the_conditions_end_later() => Refused(SamlFault.Expired, "was valid until", new ResponseDraft
    {
        Conditions = $"""<saml:Conditions NotOnOrAfter="2027-01-01T00:00:00Z"><saml:AudienceRestriction><saml:Audience>{TestIdp.Self.EntityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions>""",
    }, now: TestIdp.Now.AddMinutes(8));

    [Fact]
    public void The_providers_session_is_over() => Refused(SamlFault.Expired, "session ended at 2026-11-21T11:00:00Z", new ResponseDraft
    {
        Statement = """<saml:AuthnStatement AuthnInstant="2026-11-21T10:00:00Z" SessionNotOnOrAfter="2026-11-21T11:00:00Z"/>""",
    });

    [Fact]
    public void For_another_audience() => Refused(SamlFault.WrongAudience, "is for 'https://other.example.com'", new ResponseDraft { Audience = "https://other.example.com" });

    [Fact]
    public void For_everybody() => Refused(SamlFault.WrongAudience, "does not say for whom", new ResponseDraft { Conditions = """<saml:Conditions NotOnOrAfter="2027-01-01T00:00:00Z"/>""" });

    [Fact]
    public void For_us_and_for_others_who_all_must_agree() => Refused(SamlFault.WrongAudience, "is for 'urn:other'", new ResponseDraft
    {
        Conditions = $"""<saml:Conditions><saml:AudienceRestriction><saml:Audience>{TestIdp.Self.EntityId}</saml:Audience></saml:AudienceRestriction><saml:AudienceRestriction><saml:Audience>urn:other</saml:Audience></saml:AudienceRestriction></saml:Conditions>""",
    });

    [Fact]
    public void Under_a_condition_that_nobody_understands() => Refused(SamlFault.Malformed, "a condition that is not understood: 'Condition'", new ResponseDraft
    {
        Conditions = $"""<saml:Conditions><saml:AudienceRestriction><saml:Audience>{TestIdp.Self.EntityId}</saml:Audience></saml:AudienceRestriction><saml:Condition xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="urn:x" xsi:type="x:OnlyOnSundays"/></saml:Conditions>""",
    });

    [Fact]
    public void Sent_to_another_service() => Refused(SamlFault.WrongRecipient, "was meant for 'https://other.example.com/acs'", new ResponseDraft { Recipient = "https://other.example.com/acs" });

    [Fact]
    public void Posted_for_another_address() => Refused(SamlFault.WrongRecipient, "The response was meant for 'https://other.example.com/acs'", new ResponseDraft { Destination = "https://other.example.com/acs" });

    [Fact]
    public void A_signed_response_must_say_where_it_was_sent() =>
        Assert.Equal(SamlFault.WrongRecipient, TestIdp.Refused(idp.Signed(new ResponseDraft { SignResponse = true, Destination = null })).Fault);

    [Fact]
    public void An_answer_to_another_request() => Refused(SamlFault.UnknownRequest, "answers another request", new ResponseDraft { InResponseTo = "_iother", ResponseInResponseTo = "_iother" });

    [Fact]
    public void An_answer_whose_assertion_belongs_to_another_request() => Refused(SamlFault.UnknownRequest, "The assertion answers another request", new ResponseDraft { InResponseTo = "_iother" });

    [Fact]
    public void An_assertion_that_answers_nothing_where_an_answer_is_awaited() => Refused(SamlFault.UnknownRequest, "does not say which request", new ResponseDraft { InResponseTo = null });

    [Fact]
    public void An_answer_that_hides_its_request_to_look_unsolicited() => Refused(SamlFault.UnknownRequest, "the response hides which", new ResponseDraft { ResponseInResponseTo = null }, requestId: null);

    [Fact]
    public void Issued_by_somebody_else() => Refused(SamlFault.WrongIssuer, "The Assertion is issued by 'https://other-idp.example.com'", new ResponseDraft { Issuer = "https://other-idp.example.com" });

    [Fact]
    public void Sent_by_somebody_else() => Refused(SamlFault.WrongIssuer, "The Response is issued by 'https://other-idp.example.com'", new ResponseDraft { ResponseIssuer = "https://other-idp.example.com" });

    [Fact]
    public void Issued_by_a_name_that_only_begins_like_ours_behind_a_comment() => Refused(SamlFault.WrongIssuer, "entity.evil.com", new ResponseDraft { Issuer = TestIdp.EntityId + "<!-- -->.evil.com" });

    [Fact]
    public void The_provider_says_no() => Refused(SamlFault.NotSuccessful, "answered 'Responder', 'AuthnFailed': 'Wrong??[31m password'", new ResponseDraft
    {
        Status = """<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"/></samlp:StatusCode><samlp:StatusMessage>Wrong&#xA;&#x200B;[31m password</samlp:StatusMessage>""",
    });

    [Fact]
    public void A_success_inside_a_failure_is_a_failure() => Refused(SamlFault.NotSuccessful, "'Responder', 'Success'", new ResponseDraft
    {
        Status = """<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:StatusCode>""",
    });

    [Fact]
    public void Nobody_has_signed_in() => Refused(SamlFault.Malformed, "AuthnStatement", new ResponseDraft { Statement = "" });

    [Fact]
    public void Of_another_version() => Refused(SamlFault.Malformed, "not of SAML 2.0", new ResponseDraft { Version = "1.1" });

    [Fact]
    public void Naming_nobody() => Refused(SamlFault.Malformed, "NameID is empty", new ResponseDraft { NameId = "<saml:NameID> </saml:NameID>" });

    [Fact]
    public void Naming_two() => Refused(SamlFault.Malformed, "more than one NameID", new ResponseDraft { NameId = "<saml:NameID>alice</saml:NameID><saml:NameID>bob</saml:NameID>" });

    [Fact]
    public void Naming_somebody_in_a_cipher() => Refused(SamlFault.NoUsableName, "EncryptedID", new ResponseDraft { NameId = "<saml:EncryptedID/>" });

    [Theory]
    [InlineData("""<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"><saml:SubjectConfirmationData Recipient="https://console.example.com/saml/corp/acs" NotOnOrAfter="2027-01-01T00:00:00Z" InResponseTo="_i0123456789"/></saml:SubjectConfirmation>""", "no bearer confirmation")]
    [InlineData("""<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"/>""", "has no SubjectConfirmationData")]
    [InlineData("""<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="https://console.example.com/saml/corp/acs" InResponseTo="_i0123456789"/></saml:SubjectConfirmation>""", "has no end")]
    [InlineData("""<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="next year" Recipient="https://console.example.com/saml/corp/acs" InResponseTo="_i0123456789"/></saml:SubjectConfirmation>""", "no time in UTC")]
    [InlineData("""<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="2027-01-01T00:00:00" Recipient="https://console.example.com/saml/corp/acs" InResponseTo="_i0123456789"/></saml:SubjectConfirmation>""", "no time in UTC")]
    [InlineData("", "no bearer confirmation")]
    public void Brought_by_somebody_whom_it_does_not_entitle(string confirmation, string words) => Refused(SamlFault.Malformed, words, new ResponseDraft { Confirmation = confirmation });

    [Fact]
    public void Two_assertions_even_when_both_are_signed()
    {
        var document = TestIdp.Parse(idp.Signed(new ResponseDraft()));
        var second = TestIdp.Parse(idp.Signed(new ResponseDraft { AssertionId = "_assertion-2", NameId = "<saml:NameID>admin</saml:NameID>" }));
        document.DocumentElement!.AppendChild(document.ImportNode(TestIdp.Assertion(second), true));
        idp.Sign(document.DocumentElement, new SignatureDraft());

        Assert.Equal("The response holds 2 assertions; exactly one is accepted.", TestIdp.Refused(document.OuterXml).Message);
    }

    [Fact]
    public void No_assertion_at_all()
    {
        var document = TestIdp.Parse(idp.Signed(new ResponseDraft()));
        document.DocumentElement!.RemoveChild(TestIdp.Assertion(document));

        Assert.Equal("The response holds 0 assertions; exactly one is accepted.", TestIdp.Refused(document.OuterXml).Message);
    }

    [Theory]
    [InlineData("ID")]
    [InlineData("Id")]
    [InlineData("id")]
    public void The_same_id_twice(string attribute)
    {
        var twice = idp.Signed(new ResponseDraft()).Replace("<samlp:Status>", $"<samlp:Extensions><x xmlns=\"urn:x\" {attribute}=\"_assertion-1\"/></samlp:Extensions><samlp:Status>", StringComparison.Ordinal);

        Assert.Equal("Two elements have the same ID.", TestIdp.Refused(twice).Message);
    }

    [Fact]
    public void Nothing_is_believed_while_no_certificate_is_known()
    {
        var reader = new ResponseReader(TestIdp.Self, new IdentityProvider(TestIdp.EntityId, []), null);

        Assert.Equal(SamlFault.NotReady, Assert.Throws<SamlRefusedException>(() => reader.Read(System.Text.Encoding.UTF8.GetBytes(idp.Signed(new ResponseDraft())), TestIdp.RequestId, TestIdp.Now)).Fault);
    }
}
