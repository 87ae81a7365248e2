namespace HoopLike.Console.Identities.Saml;

/// <summary>What a browser is told when a sign-in is refused: the likely cause, and what to do. The exact words are in the audit log only.</summary>
public static class SamlProblems
{
    /// <summary>The code that the sign-in page is given: <c>/signin?problem=</c>.</summary>
    public static string CodeOf(SamlFault fault) => fault switch
    {
        SamlFault.NotSuccessful => "saml-provider",
        SamlFault.NotSigned or SamlFault.UnacceptableSignature or SamlFault.WrongSignature or SamlFault.NotReady => "saml-signature",
        SamlFault.NotDecrypted => "saml-encryption",
        SamlFault.WrongIssuer or SamlFault.WrongAudience or SamlFault.WrongRecipient => "saml-address",
        SamlFault.Expired or SamlFault.NotYetValid => "saml-time",
        SamlFault.UnknownRequest or SamlFault.OtherBrowser or SamlFault.Replayed => "saml-again",
        SamlFault.Unsolicited => "saml-unsolicited",
        SamlFault.NoUsableName or SamlFault.NoUsableGroups => "saml-person",
        _ => "saml-message",
    };

    /// <summary>Null for a code that is none of ours.</summary>
    public static string? Words(string? code) => code switch
    {
        "saml-provider" => "Your identity provider did not sign you in. Try again; if it goes on, ask an administrator whether you are assigned to this application there.",
        "saml-signature" => "The answer of your identity provider could not be verified. An administrator should compare its signing certificate with the one that is configured here.",
        "saml-encryption" => "The answer of your identity provider could not be decrypted. An administrator should give it this console's metadata again.",
        "saml-address" => "The answer of your identity provider was meant for somebody else. An administrator should compare the addresses on both sides.",
        "saml-time" => "The answer of your identity provider came too late or too early. Try again; if it goes on, the clocks of both sides differ.",
        "saml-again" => "This sign-in was begun in another browser, took too long, or was finished before. Begin again here.",
        "saml-unsolicited" => "Sign-ins with this identity provider begin here, not at the provider. Begin again here.",
        "saml-person" => "Your identity provider did not say who you are in a way that can be used here. Ask an administrator to look at the audit log.",
        "saml-message" => "The answer of your identity provider could not be read. Ask an administrator to look at the audit log.",
        _ => null,
    };
}
