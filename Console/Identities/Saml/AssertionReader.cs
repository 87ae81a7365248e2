using System.Collections.Immutable;
using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Reads an assertion whose signature holds: is it meant for us, now, as the answer to this request?</summary>
internal sealed class AssertionReader(ServiceProvider self, IdentityProvider idp, string? requestId, DateTimeOffset now)
{
    /// <exception cref="SamlRefusedException">It is not. The words say why.</exception>
    public ProvenAssertion Read(XmlElement assertion)
    {
        if (assertion.GetAttribute("Version") != "2.0") throw SamlXml.Malformed("The assertion is not of SAML 2.0.");
        var id = SamlXml.Attribute(assertion, "ID") ?? throw SamlXml.Malformed("The assertion has no ID.");
        IssuerCheck.Require(SamlXml.One(assertion, SamlNames.Assertion, "Issuer"), idp.EntityId);
        var conditionsEnd = ConditionsCheck.Require(SamlXml.One(assertion, SamlNames.Assertion, "Conditions"), self.EntityId, now);
        var subject = SamlXml.One(assertion, SamlNames.Assertion, "Subject");
        var confirmationEnd = SubjectCheck.RequireBearer(subject, self.AcsUrl, requestId, now);
        var (sessionIndex, sessionEnds) = Session(assertion);
        return new ProvenAssertion(id, SubjectCheck.NameIdOf(subject), Earlier(conditionsEnd, confirmationEnd) + SamlNames.Skew)
        {
            SessionIndex = sessionIndex,
            SessionEnds = sessionEnds,
            Attributes = [.. Attributes(assertion)],
        };
    }

    private static DateTimeOffset Earlier(DateTimeOffset? a, DateTimeOffset b) => a < b ? a.Value : b;

    /// <summary>Profiles §4.1.4.2: somebody has signed in at the provider, else there is nothing to prove.</summary>
    private (string? Index, DateTimeOffset? Ends) Session(XmlElement assertion)
    {
        var statements = SamlXml.Children(assertion, SamlNames.Assertion, "AuthnStatement").ToList();
        if (statements.Count == 0) throw SamlXml.Malformed("The assertion does not say that anybody has signed in (AuthnStatement).");
        var ends = statements.Select(s => SamlTime.Read(s, "SessionNotOnOrAfter")).Min();
        if (ends is { } end && now >= end + SamlNames.Skew) throw new SamlRefusedException(SamlFault.Expired, $"The provider's session ended at {SamlTime.Write(end)}.");
        return (statements.Select(s => SamlXml.Attribute(s, "SessionIndex")).FirstOrDefault(s => s is not null), ends);
    }

    private static IEnumerable<SamlAttribute> Attributes(XmlElement assertion) =>
        from statement in SamlXml.Children(assertion, SamlNames.Assertion, "AttributeStatement")
        from attribute in SamlXml.Children(statement, SamlNames.Assertion, "Attribute")
        let name = SamlXml.Attribute(attribute, "Name") ?? throw SamlXml.Malformed("An attribute has no name.")
        select new SamlAttribute(name, [.. SamlXml.Children(attribute, SamlNames.Assertion, "AttributeValue").Select(SamlXml.TextOrNull)]);
}
