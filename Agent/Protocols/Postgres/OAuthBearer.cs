using System.Buffers;
using System.Text;
using System.Text.Json;
using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>The SASL mechanism OAUTHBEARER (RFC 7628): what a client first says, and what it is told when its token is not good.</summary>
internal static class OAuthBearer
{
    public const string Mechanism = "OAUTHBEARER";

    private const byte Separator = 1;
    private const string Scheme = "Bearer ";

    /// <summary>The characters of a token (RFC 6750, section 2.1, b64token).</summary>
    private static readonly SearchValues<char> tokenCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>The only thing that a client may answer to an error: one separator (section 3.2.3).</summary>
    public static bool IsAcknowledgement(ReadOnlySpan<byte> response) => response is [Separator];

    /// <summary>
    /// The token in a client's first response (section 3.1): <c>n,[a=authzid],^A(key=value^A)*^A</c>. Empty where the client has none and wants to be told where to get one.
    /// </summary>
    /// <param name="user">Who the start-up message names: the only identity that the client may ask to act as.</param>
    /// <exception cref="WireException">It is no such response.</exception>
    public static string ReadToken(ReadOnlySpan<byte> response, string? user)
    {
        var end = response.IndexOf(Separator);
        if (end < 0) throw Malformed("it has no separator");
        ReadHeader(Text(response[..end]), user);
        var rest = response[(end + 1)..];
        string? auth = null;
        while (true)
        {
            end = rest.IndexOf(Separator);
            if (end < 0) throw Malformed("it does not end");
            if (end == 0) break;
            var (key, value) = ReadPair(Text(rest[..end]));
            if (key == "auth")
            {
                if (auth is not null) throw Malformed("it says auth twice");
                auth = value;
            }
            rest = rest[(end + 1)..];
        }

        if (rest.Length != 1) throw Malformed("something follows its end");
        return Token(auth ?? throw Malformed("it says no auth"));
    }

    /// <summary>What a client without a good token is told (section 3.2.2): where tokens come from.</summary>
    public static byte[] Error(string consoleAddress) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["status"] = "invalid_token",
        ["scope"] = "",
        ["openid-configuration"] = consoleAddress.TrimEnd('/') + "/.well-known/openid-configuration",
    });

    // gs2-cbind-flag "," [ "a=" saslname ] ","  (RFC 5801, section 4); TLS carries no binding of this mechanism.
    private static void ReadHeader(string header, string? user)
    {
        var parts = header.Split(',');
        if (parts is not [var flag, var authzid, ""]) throw Malformed("its header is not of the form n,,");
        if (flag is not ("n" or "y")) throw Malformed("it asks for channel binding, which this mechanism does not have");
        if (authzid.Length == 0) return;
        if (!authzid.StartsWith("a=", StringComparison.Ordinal)) throw Malformed("its header is not of the form n,,");
        var asked = authzid[2..].Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        if (!string.Equals(asked, user, StringComparison.Ordinal)) throw Malformed("it asks to act as somebody else than the user that it names");
    }

    private static (string Key, string Value) ReadPair(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || !pair.AsSpan(0, equals).ContainsOnlyLetters()) throw Malformed("it has a pair without a key");
        return (pair[..equals], pair[(equals + 1)..]);
    }

    private static string Token(string auth)
    {
        if (auth.Length == 0) return "";
        if (!auth.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) throw Malformed("its auth is not of the form Bearer token");
        var token = auth[Scheme.Length..].TrimStart(' ');
        if (token.Length == 0 || token.AsSpan().ContainsAnyExcept(tokenCharacters)) throw Malformed("its token has characters that no token has");
        return token;
    }

    private static bool ContainsOnlyLetters(this ReadOnlySpan<char> key)
    {
        foreach (var c in key)
            if (!char.IsAsciiLetter(c)) return false;
        return true;
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            if (b is 0 or > 126) throw Malformed("it is not printable ASCII");
        return Encoding.ASCII.GetString(bytes);
    }

    private static WireException Malformed(string why) => new($"The OAUTHBEARER response is malformed: {why}.");
}
