using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Whom an assertion is about, and whether whoever brings it may use it (profiles §3.3 and §4.1.4.2).</summary>
internal static class SubjectCheck
{
    /// <summary>One bearer confirmation must hold: here, now, and for this request.</summary>
    /// <returns>Until when.</returns>
    /// <exception cref="SamlRefusedException">None holds; the words are of the last one tried.</exception>
    public static DateTimeOffset RequireBearer(XmlElement subject, string acsUrl, string? requestId, DateTimeOffset now)
    {
        SamlRefusedException? last = null;
        foreach (var confirmation in SamlXml.Children(subject, SamlNames.Assertion, "SubjectConfirmation").Where(c => c.GetAttribute("Method") == SamlNames.Bearer))
        {
            try
            {
                return Require(SamlXml.One(confirmation, SamlNames.Assertion, "SubjectConfirmationData"), acsUrl, requestId, now);
            }
            catch (SamlRefusedException e)
            {
                last = e;
            }
        }

        throw last ?? SamlXml.Malformed("The assertion has no bearer confirmation.");
    }

    /// <exception cref="SamlRefusedException">There is none in the clear.</exception>
    public static SamlNameId NameIdOf(XmlElement subject)
    {
        var name = SamlXml.AtMostOne(subject, SamlNames.Assertion, "NameID") ?? throw new SamlRefusedException(SamlFault.NoUsableName, "The assertion names nobody (NameID), or only in encrypted form (EncryptedID), which is not read.");
        return new SamlNameId(SamlXml.Text(name), SamlXml.Attribute(name, "Format"), SamlXml.Attribute(name, "NameQualifier"), SamlXml.Attribute(name, "SPNameQualifier"));
    }

    private static DateTimeOffset Require(XmlElement data, string acsUrl, string? requestId, DateTimeOffset now)
    {
        var end = SamlTime.RequireWithin(data, now) ?? throw SamlXml.Malformed("The bearer confirmation has no end (NotOnOrAfter).");
        if (data.GetAttribute("Recipient") != acsUrl) throw new SamlRefusedException(SamlFault.WrongRecipient, $"The assertion was meant for {SamlRefusedException.Quote(data.GetAttribute("Recipient"))}, not for {acsUrl}.");
        return (SamlXml.Attribute(data, "InResponseTo"), requestId) switch
        {
            (null, null) => end,
            (null, _) => throw new SamlRefusedException(SamlFault.UnknownRequest, "The assertion does not say which request it answers."),
            (_, null) => throw new SamlRefusedException(SamlFault.UnknownRequest, "The assertion answers a request, and the response hides which."),
            var (answered, asked) when answered != asked => throw new SamlRefusedException(SamlFault.UnknownRequest, "The assertion answers another request than the one that this browser sent."),
            _ => end,
        };
    }
}
