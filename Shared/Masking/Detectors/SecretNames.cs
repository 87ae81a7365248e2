using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Names that announce a secret: <c>password</c>, <c>db_password</c>, <c>apiKey</c>, <c>X-Auth-Token</c>.</summary>
internal static class SecretNames
{
    private const int Longest = 64;

    private static readonly SearchValues<byte> nameBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"u8);

    /// <summary>What a name ends with, once <c>_</c>, <c>-</c> and <c>.</c> are left out.</summary>
    private static readonly ImmutableArray<byte[]> endings =
    [
        .. ("password passwd passwort pwd passphrase passcode secret token apikey accesskey secretkey privatekey signingkey encryptionkey masterkey sharedkey accountkey authkey sessionkey clientkey apisecret "
            + "credential credentials authorization passwordhash secretkeybase bearer motdepasse contrasena kennwort").Split(' ').Select(Encoding.ASCII.GetBytes),
    ];

    private static readonly SearchValues<byte> lastBytes = SearchValues.Create([.. endings.Select(e => e[^1]).Distinct(), .. endings.Select(e => (byte)(e[^1] & ~0x20)).Distinct()]);

    public static bool MayEnd(byte last) => lastBytes.Contains(last);

    /// <summary>The text ends with such a name.</summary>
    public static bool EndName(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !MayEnd(text[^1])) return false;
        var from = text[Math.Max(0, text.Length - Longest)..];
        from = from[(from.LastIndexOfAnyExcept(nameBytes) + 1)..];
        Span<byte> flat = stackalloc byte[Longest];
        var length = 0;
        foreach (var b in from)
            if (b is not ((byte)'_' or (byte)'-' or (byte)'.')) flat[length++] = (byte)(char.IsAsciiLetterUpper((char)b) ? b | 0x20 : b);
        foreach (var ending in endings)
            if (flat[..length].EndsWith(ending)) return true;
        return false;
    }
}
