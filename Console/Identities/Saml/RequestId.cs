using System.Security.Cryptography;

namespace HoopLike.Console.Identities.Saml;

/// <summary>IDs of our messages: 160 random bits, and a letter that keeps the answer to one kind from being taken for an answer to the other.</summary>
internal static class RequestId
{
    private const string SignIn = "_i";
    private const string SignOut = "_o";

    public static string ForSignIn() => SignIn + Random();

    public static string ForSignOut() => SignOut + Random();

    public static bool IsSignIn(string id) => id.StartsWith(SignIn, StringComparison.Ordinal);

    public static bool IsSignOut(string id) => id.StartsWith(SignOut, StringComparison.Ordinal);

    private static string Random() => RandomNumberGenerator.GetHexString(40, lowercase: true);
}
