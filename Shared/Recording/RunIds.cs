using System.Buffers;
using System.Text.Json.Serialization;

namespace HoopLike.Shared.Recording;

/// <summary>By what a program says that an operation belongs together with others, over this connection and over others. Callers choose them: they say who says so, and prove nothing.</summary>
/// <param name="Trace">The trace of a <c>traceparent</c>: 32 hex digits, in lower case.</param>
/// <param name="Span">The caller's span in it: 16 hex digits.</param>
/// <param name="Run">A run of a graph or chain.</param>
/// <param name="Thread">The conversation that runs belong to.</param>
public sealed record RunIds(string? Trace = null, string? Span = null, string? Run = null, string? Thread = null)
{
    /// <summary>Version, trace, span and flags, with dashes between them.</summary>
    private const int ParentLength = 55;

    private static readonly SearchValues<char> hex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> idLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:~-");

    /// <summary>Characters of an id; longer ones are none.</summary>
    public const int Longest = 128;

    /// <summary>What runs are listed by: the nearest that is known. Null for none.</summary>
    [JsonIgnore]
    public string? Key => Run ?? Thread ?? Trace;

    /// <summary>What <see cref="Key"/> is: <c>run</c>, <c>thread</c> or <c>trace</c>.</summary>
    [JsonIgnore]
    public string Kind => Run is not null ? "run" : Thread is not null ? "thread" : "trace";

    /// <summary>Ids are letters, digits and <c>. _ : ~ -</c>: nothing that could be an address, a name or markup.</summary>
    public static bool IsId(string? text) => text is { Length: > 0 and <= Longest } && !text.AsSpan().ContainsAnyExcept(idLetters);

    /// <summary>The first traceparent (W3C Trace Context, section 3.2) in a text, which may be all of it; null for none. Versions after 00 are read as 00, as the section says.</summary>
    public static RunIds? Find(string? text)
    {
        for (var at = 0; text is not null && at + ParentLength <= text.Length; at++)
        {
            if (text[at + 2] != '-' || text[at + 35] != '-' || text[at + 52] != '-') continue;
            if (at > 0 && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] == '-')) continue;
            if (at + ParentLength < text.Length && char.IsAsciiLetterOrDigit(text[at + ParentLength])) continue;
            var (trace, span) = (text.Substring(at + 3, 32), text.Substring(at + 36, 16));
            if (IsHex(text.AsSpan(at, 2)) && IsHex(text.AsSpan(at + 53, 2)) && IsNonZero(trace) && IsNonZero(span) && text.AsSpan(at, 2) is not "ff") return new RunIds(trace, span);
        }

        return null;
    }

    private static bool IsNonZero(ReadOnlySpan<char> text) => IsHex(text) && text.ContainsAnyExcept('0');

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(hex);
}
