using System.Buffers;
using System.Text.Json;

namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>
/// What stands around the pieces of texts in one event, and what the masks made of it. Most events of a stream are the one before with another piece: they are read and masked by comparing bytes.
/// </summary>
internal sealed class EventFrame
{
    private readonly byte[] came;
    private readonly byte[] masked;
    private readonly Part[] parts;

    /// <param name="data">The event.</param>
    /// <param name="sites">Its pieces, in order.</param>
    /// <param name="written">What became of it.</param>
    /// <param name="places">Of each piece in what was written, with its quotation marks.</param>
    /// <param name="findings">Masked around the pieces.</param>
    public EventFrame(ReadOnlySpan<byte> data, List<DeltaSite> sites, DeltaEnds ends, ReadOnlySpan<byte> written, List<(int Start, int End)> places, long findings)
    {
        (came, masked, Ends, Findings) = (data.ToArray(), written.ToArray(), ends, findings);
        parts = new Part[sites.Count];
        var (at, to) = (0, 0);
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = new Part(sites[i], at, sites[i].Start, to, places[i].Start);
            (at, to) = (sites[i].End, places[i].End);
        }
        Last = (at, to);
    }

    public DeltaEnds Ends { get; }

    public long Findings { get; }

    public int Count => parts.Length;

    /// <summary>Where what follows the last piece begins, in what came and in what was written.</summary>
    private (int Came, int Masked) Last { get; }

    /// <summary>Whether an event has this frame, and where its pieces stand then.</summary>
    /// <param name="into">Filled where it has.</param>
    public bool TryMatch(ReadOnlySpan<byte> data, List<DeltaSite> into)
    {
        into.Clear();
        var at = 0;
        foreach (var part in parts)
        {
            var before = came.AsSpan(part.CameFrom, part.CameTo - part.CameFrom);
            if (!data[at..].StartsWith(before)) return false;
            at += before.Length;
            var length = LengthOfString(data[at..]);
            if (length < 0) return false;
            into.Add(part.Site with { Start = at, End = at + length });
            at += length;
        }
        return data[at..].SequenceEqual(came.AsSpan(Last.Came));
    }

    /// <summary>Writes what stands before a piece.</summary>
    public void WriteBefore(int piece, IBufferWriter<byte> output) => output.Write(masked.AsSpan(parts[piece].MaskedFrom, parts[piece].MaskedTo - parts[piece].MaskedFrom));

    /// <summary>Writes what stands behind the last.</summary>
    public void WriteEnd(IBufferWriter<byte> output) => output.Write(masked.AsSpan(Last.Masked));

    /// <summary>With its quotation marks; -1 where there is none that is valid.</summary>
    private static int LengthOfString(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != (byte)'"') return -1;
        var hasEscapes = false;
        for (var at = 1; at < text.Length; at++)
        {
            var skip = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (skip < 0) return -1;
            at += skip;
            if (text[at] == (byte)'"') return IsValid(text[..(at + 1)], hasEscapes) ? at + 1 : -1;
            hasEscapes = true;
            at++;
        }
        return -1;
    }

    private static bool IsValid(ReadOnlySpan<byte> text, bool hasEscapes)
    {
        if (!hasEscapes) return !text.ContainsAnyInRange((byte)0, (byte)0x1F);
        try
        {
            var reader = new Utf8JsonReader(text);
            return reader.Read();
        }
        catch (JsonException)
        {
            // It is read again, and refused there.
            return false;
        }
    }

    private readonly record struct Part(DeltaSite Site, int CameFrom, int CameTo, int MaskedFrom, int MaskedTo);
}
