using System.Collections.Immutable;

namespace HoopLike.Shared.Masking.Bodies.Codings;

/// <summary>A content coding (RFC 9110, section 8.4.1) that can be read and written. <c>Deflate</c> is zlib's format, or raw deflate, which some servers send by that name and browsers take.</summary>
public enum ContentCoding { Gzip, Deflate, Brotli }

/// <summary>
/// The codings of a body, one applied after the other. gzip, deflate and br are read; <c>zstd</c> is not, since .NET 10 has no reader for it; <c>compress</c> and dictionaries (<c>dcb</c>, <c>dcz</c>) are not either.
/// </summary>
public sealed class ContentCodings
{
    /// <summary>Nobody needs more than one; each multiplies what a few bytes can become.</summary>
    private const int Most = 3;

    private ContentCodings(ImmutableArray<ContentCoding> applied, string? refusal) => (Applied, Refusal) = (applied, refusal);

    public static ContentCodings None { get; } = new([], null);

    /// <summary>In the order in which they were applied: the last one is read first.</summary>
    public ImmutableArray<ContentCoding> Applied { get; }

    /// <summary>Why the body cannot be read, as a whole sentence without the body's name before it; null where it can.</summary>
    public string? Refusal { get; }

    /// <summary>The body is what it is.</summary>
    public bool IsNone => Applied.IsEmpty && Refusal is null;

    /// <param name="values">Of Content-Encoding: each a coding or a list of them.</param>
    public static ContentCodings Of(IEnumerable<string?> values)
    {
        var applied = ImmutableArray.CreateBuilder<ContentCoding>();
        foreach (var value in values)
        foreach (var part in (value ?? "").Split(','))
        {
            var word = part.Trim();
            if (word.Length == 0 || word.Equals("identity", StringComparison.OrdinalIgnoreCase)) continue;
            if (Read(word) is not { } coding) return new ContentCodings([], $"is encoded with {Shown(word)}, which cannot be read: gzip, deflate and br can.");
            applied.Add(coding);
        }
        if (applied.Count > Most) return new ContentCodings([], $"is encoded {applied.Count} times over; {Most} codings can be read.");
        return applied.Count == 0 ? None : new ContentCodings(applied.ToImmutable(), null);
    }

    /// <summary>An Accept-Encoding (RFC 9110, section 12.5.3) without the codings that cannot be read; <c>identity</c> where nothing is left of it, or nothing was asked for.</summary>
    public static string Restrict(string? acceptEncoding)
    {
        var kept = (acceptEncoding ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(p => p.Split(';')[0].Trim() is var word && (Read(word) is not null || word.Equals("identity", StringComparison.OrdinalIgnoreCase)));
        var text = string.Join(", ", kept);
        return text.Length == 0 ? "identity" : text;
    }

    private static ContentCoding? Read(string word) => word.ToUpperInvariant() switch
    {
        "GZIP" or "X-GZIP" => ContentCoding.Gzip,
        "DEFLATE" => ContentCoding.Deflate,
        "BR" => ContentCoding.Brotli,
        _ => null,
    };

    /// <summary>What came from outside is shown only as far as it is plain.</summary>
    private static string Shown(string word) => word.Length <= 20 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? word : "something without a name";
}
