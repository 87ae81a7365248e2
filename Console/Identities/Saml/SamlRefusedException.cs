namespace HoopLike.Console.Identities.Saml;

/// <summary>Why a message of an identity provider is not believed. Each has words of its own for the log; several share a page for the browser (<see cref="SamlProblems"/>).</summary>
public enum SamlFault
{
    /// <summary>No XML, too large, too deep, or not the message that belongs here.</summary>
    Malformed,
    /// <summary>The provider itself says no.</summary>
    NotSuccessful,
    NotSigned,
    /// <summary>A signature of a form or algorithm that is not accepted.</summary>
    UnacceptableSignature,
    /// <summary>A signature that none of the provider's certificates made, or over something else.</summary>
    WrongSignature,
    NotDecrypted,
    WrongIssuer,
    WrongAudience,
    WrongRecipient,
    Expired,
    NotYetValid,
    /// <summary>It answers no request of ours, one that was already answered, or another one.</summary>
    UnknownRequest,
    OtherBrowser,
    Unsolicited,
    Replayed,
    /// <summary>It proves somebody, but not under a name that can be used here.</summary>
    NoUsableName,
    /// <summary>The groups were left out or cannot be read.</summary>
    NoUsableGroups,
    /// <summary>Nothing is known by which the provider could be believed: no certificate yet.</summary>
    NotReady,
}

/// <summary>A message that is not believed. The words are for the audit log: plain, without values that the message should not have shown.</summary>
public sealed class SamlRefusedException(SamlFault fault, string words, Exception? cause = null) : Exception(words, cause)
{
    public SamlFault Fault { get; } = fault;

    /// <summary>What a message said, fit for a log: short, on one line, nothing that steers a terminal.</summary>
    public static string Quote(string? text)
    {
        const int Longest = 120;
        if (string.IsNullOrEmpty(text)) return "nothing";
        var shown = text.Length > Longest ? text[..Longest] + "…" : text;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format ? '?' : c))}'";
    }
}
