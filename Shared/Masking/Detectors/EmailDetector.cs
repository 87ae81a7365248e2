using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>E-mail addresses (RFC 5321) with an unquoted local part and a domain of two labels or more; letters outside ASCII count as letters.</summary>
public sealed class EmailDetector : IDetector
{
    private const int LocalLimit = 64;
    private const int DomainLimit = 255;

    /// <summary>Not all that RFC 5321 allows: what also delimits (<c>{ } = / ' | &amp;</c>) would take the surroundings into the finding.</summary>
    private static readonly SearchValues<byte> localBytes = SearchValues.Create([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-"u8, .. Above127()]);
    private static readonly SearchValues<byte> domainBytes = SearchValues.Create([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-"u8, .. Above127()]);

    private static readonly SearchValues<byte> addressBytes = SearchValues.Create([.. "@ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-"u8, .. Above127()]);

    public string Word => "email";

    public DetectorGroup Group => DetectorGroup.People;

    public DetectorDescription About { get; } = new(
        "E-mail addresses",
        "Addresses such as name@example.com anywhere in a text, with letters of any alphabet.",
        "Names without a domain, domains of one word, and addresses of machines by number.",
        ["ada@example.com", "write to <ada.lovelace+x@mail.example.co.uk>", "zoë@exämple.de"],
        ["postgres@localhost", "root@10.0.0.1", "@example.com", "tags @> '{a}'"]);

    public ReadOnlySpan<byte> Marks => "@"u8;

    public bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length)
    {
        for (var at = start; at < utf8.Length; at++)
        {
            var skip = utf8[at..].IndexOf((byte)'@');
            if (skip < 0) break;
            at += skip;
            offset = Math.Max(LocalStart(utf8, at), start);
            var domain = DomainLength(utf8[(at + 1)..]);
            if (offset < at && domain > 0)
            {
                length = at + 1 + domain - offset;
                return true;
            }
        }
        offset = length = 0;
        return false;
    }

    public int OpenFrom(ReadOnlySpan<byte> utf8, int start) => OpenText.Run(utf8, start, addressBytes, LocalLimit + 1 + DomainLimit + 1);

    private static int LocalStart(ReadOnlySpan<byte> utf8, int at)
    {
        var from = Math.Max(0, at - LocalLimit);
        var stop = utf8[from..at].LastIndexOfAnyExcept(localBytes);
        return from + stop + 1;
    }

    /// <summary>0 when what follows the @ is no domain.</summary>
    private static int DomainLength(ReadOnlySpan<byte> after)
    {
        if (after.Length > DomainLimit) after = after[..DomainLimit];
        var end = after.IndexOfAnyExcept(domainBytes);
        var domain = (end < 0 ? after : after[..end]).TrimEnd(".-"u8);
        if (domain.IsEmpty || domain[0] is (byte)'.' or (byte)'-') return 0;
        var dot = domain.LastIndexOf((byte)'.');
        return dot > 0 && domain.Length - dot > 2 && !IsDigit(domain[dot + 1]) ? domain.Length : 0;
    }

    private static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';

    private static IEnumerable<byte> Above127() => Enumerable.Range(128, 128).Select(i => (byte)i);
}
