using System.Collections.Immutable;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>A request and its answer, as the recording has them: masked, and bodies up to the connection's limit.</summary>
/// <param name="Sent">The request's body; null where it had none.</param>
/// <param name="Answer">Null until it came, and for a request that did not get so far.</param>
/// <param name="Status">Of the answer, or of the gateway's refusal.</param>
/// <param name="TargetTook">From when the request was sent on to the head of the target's answer.</param>
public sealed record ExchangeDetail(ExchangeHead Request, BodyDetail? Sent, ExchangeHead? Answer, int? Status, TimeSpan? TargetTook, BodyDetail? Received)
{
    /// <summary>The method of the request line.</summary>
    public string Method => Request.Line.Split(' ')[0];

    /// <summary>Path and query of the request line.</summary>
    public string Target => Request.Line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var at ? Request.Line[(at + 1)..] : "";
}

/// <summary>The request or status line, and the headers.</summary>
public sealed record ExchangeHead(string Line, ImmutableArray<HeaderLine> Headers)
{
    /// <summary>The first of that name, in any case; null for none.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    /// <summary>Reads a line for the whole, and a line a header.</summary>
    public static ExchangeHead Read(string text)
    {
        var lines = text.Split('\n');
        return new ExchangeHead(lines[0], [.. lines.Skip(1).Where(l => l.Length > 0).Select(l => l.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at ? new HeaderLine(l[..at], l[(at + 2)..]) : new HeaderLine("", l))]);
    }
}

public sealed record HeaderLine(string Name, string Value);

/// <summary>A body as it passed.</summary>
/// <param name="Pieces">In the order and with the times of their delivery; up to the connection's limit.</param>
/// <param name="Bytes">Of all of it, up to here.</param>
/// <param name="IsShort">More is in the recording than these pieces.</param>
/// <param name="End">Null while it goes on.</param>
public sealed record BodyDetail(ImmutableArray<BodyPiece> Pieces, long Bytes, bool IsShort, ResultEvent? End)
{
    private readonly Lazy<string> text = new(() => string.Concat(Pieces.Select(p => p.Text)));

    public string Text => text.Value;

    /// <summary>All of it is there, and can be read as a whole.</summary>
    public bool IsWhole => End is { Truncated: false, Tag: not null } && !IsShort;
}

public sealed record BodyPiece(DateTimeOffset At, string Text);
