using System.Xml;

namespace HoopLike.Console.Tests.Identities.Saml;

/// <summary>What a response says: right in everything, unless a test says otherwise.</summary>
sealed record ResponseDraft
{
    public bool SignResponse { get; init; }
    public bool SignAssertion { get; init; } = true;
    public SignatureDraft Signature { get; init; } = new();
    public Action<XmlDocument>? Encrypt { get; init; }

    public string Status { get; init; } = """<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>""";
    public string? Destination { get; init; } = TestIdp.Self.AcsUrl;
    public string? ResponseInResponseTo { get; init; } = TestIdp.RequestId;
    public string? InResponseTo { get; init; } = TestIdp.RequestId;
    public string ResponseIssuer { get; init; } = TestIdp.EntityId;
    public string Issuer { get; init; } = TestIdp.EntityId;
    public string Audience { get; init; } = TestIdp.Self.EntityId;
    public string Recipient { get; init; } = TestIdp.Self.AcsUrl;
    public string ResponseId { get; init; } = "_response-1";
    public string AssertionId { get; init; } = "_assertion-1";
    public DateTimeOffset NotBefore { get; init; } = TestIdp.Now.AddMinutes(-1);
    public DateTimeOffset NotOnOrAfter { get; init; } = TestIdp.Now.AddMinutes(5);
    public string Version { get; init; } = "2.0";
    /// <summary>As XML.</summary>
    public string NameId { get; init; } = """<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">alice</saml:NameID>""";
    public string? Conditions { get; init; }
    public string? Confirmation { get; init; }
    public string Statement { get; init; } = """<saml:AuthnStatement AuthnInstant="2026-11-21T11:59:50Z" SessionIndex="_session-1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>""";
    public string Attributes { get; init; } = """
        <saml:Attribute Name="groups"><saml:AttributeValue>dba</saml:AttributeValue><saml:AttributeValue>platform &amp; ops</saml:AttributeValue></saml:Attribute>
        <saml:Attribute Name="email"><saml:AttributeValue>alice@corp.com</saml:AttributeValue></saml:Attribute>
        """;

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    static string Attribute(string name, string? value) => value is null ? "" : $" {name}=\"{value}\"";

    public string Assertion => $"""
        <saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{AssertionId}" Version="{Version}" IssueInstant="{Time(TestIdp.Now)}">
          <saml:Issuer>{Issuer}</saml:Issuer>
          <saml:Subject>{NameId}{Confirmation ?? $"""<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{Time(NotOnOrAfter)}" Recipient="{Recipient}"{Attribute("InResponseTo", InResponseTo)}/></saml:SubjectConfirmation>"""}</saml:Subject>
          {Conditions ?? $"""<saml:Conditions NotBefore="{Time(NotBefore)}" NotOnOrAfter="{Time(NotOnOrAfter)}"><saml:AudienceRestriction><saml:Audience>{Audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"""}
          {Statement}
          <saml:AttributeStatement>{Attributes}</saml:AttributeStatement>
        </saml:Assertion>
        """;

    public string Xml => $"""
        <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="{ResponseId}" Version="{Version}" IssueInstant="{Time(TestIdp.Now)}"{Attribute("Destination", Destination)}{Attribute("InResponseTo", ResponseInResponseTo)}>
          <saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{ResponseIssuer}</saml:Issuer>
          <samlp:Status>{Status}</samlp:Status>
          {Assertion}
        </samlp:Response>
        """;
}
