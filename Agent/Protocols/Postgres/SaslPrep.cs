using System.Text;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>RFC 4013, for passwords. ASCII is as it is; of the rest what the platform can do: where its normalisation is invariant, a password that NFKC would change must be configured as NFKC writes it.</summary>
internal static class SaslPrep
{
    public static string Prepare(string password)
    {
        if (Ascii.IsValid(password)) return password;
        var mapped = new StringBuilder(password.Length);
        foreach (var c in password)
        {
            if (IsMappedToNothing(c)) continue;
            mapped.Append(IsSpace(c) ? ' ' : c);
        }
        try
        {
            return mapped.ToString().Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Not valid Unicode: as PostgreSQL does, take the bytes as they were given.
            return password;
        }
    }

    // RFC 3454, table C.1.2.
    private static bool IsSpace(char c) => c is '\u00A0' or '\u1680' or (>= '\u2000' and <= '\u200B') or '\u202F' or '\u205F' or '\u3000';

    // RFC 3454, table B.1; U+200B is a space first, as in PostgreSQL.
    private static bool IsMappedToNothing(char c) =>
        c is '\u00AD' or '\u034F' or '\u1806' or (>= '\u180B' and <= '\u180D') or '\u200C' or '\u200D' or '\u2060' or (>= '\uFE00' and <= '\uFE0F') or '\uFEFF';
}
