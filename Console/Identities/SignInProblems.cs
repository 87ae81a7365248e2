namespace HoopLike.Console.Identities;

/// <summary>What the sign-in page says when a sign-in at a provider came to nothing: plain words from a fixed table. What exactly was wrong is in the audit log.</summary>
public static class SignInProblems
{
    public const string Unreachable = "unreachable";
    public const string Refused = "refused";
    public const string OtherBrowser = "other-browser";
    public const string Clock = "clock";
    public const string Groups = "groups";
    public const string Name = "name";
    public const string Answer = "answer";
    public const string Setup = "setup";
    public const string NotAllowed = "not-allowed";
    public const string TooMany = "too-many";
    public const string Unknown = "unknown";

    /// <summary>Null for a code that is none of these.</summary>
    public static string? Words(string? code) => code switch
    {
        Unreachable => "Your identity provider cannot be reached at the moment. Try again in a minute; if it goes on, tell an administrator.",
        Refused => "Your identity provider did not sign you in: you, or it, said no. If that surprises you, ask whether you are assigned to this application there.",
        OtherBrowser => "This sign-in was begun in another browser, took too long, or was finished before. Begin again here.",
        Clock => "Your identity provider's clock and this console's differ too much. An administrator has to set them right.",
        Groups => "Your identity provider did not say in which groups you are in a way that can be used here. Ask an administrator to look at the audit log.",
        Name => "Your identity provider did not say who you are in a way that can be used here. Ask an administrator to look at the audit log.",
        Answer => "Your identity provider's answer could not be verified, so you were not signed in. Try again; if it goes on, ask an administrator to look at the audit log.",
        Setup => "Your identity provider does not accept this console as it is set up. An administrator should compare the client, its secret and the callback address on both sides.",
        NotAllowed => "Your identity provider knows you, but you may not sign in here. Ask an administrator.",
        TooMany => "Too many sign-ins from your address came to nothing. Wait five minutes.",
        Unknown => "There is no such identity provider here any more. Choose another way to sign in.",
        _ => null,
    };
}

/// <summary>A sign-in at a provider that came to nothing.</summary>
/// <param name="problem">A code of <see cref="SignInProblems"/>, for the browser.</param>
/// <param name="detail">For the audit log: what exactly was wrong; no token and no secret.</param>
public sealed class ProviderSignInException(string problem, string detail, Exception? inner = null) : Exception(detail, inner)
{
    public string Problem { get; } = problem;
}
