using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace HoopLike.Shared.Recording;

/// <summary>Says what happened at the first place where a recording does not fit its chain, by looking at what follows.</summary>
/// <param name="chain">Up to the last good record; null before the first.</param>
/// <param name="expected">The sequence that should stand here.</param>
internal sealed class FaultFinder(Stream stream, ChainCheck? chain, long expected)
{
    private bool isFoundLater;
    private bool isRepeatedLater;
    private long? following;

    public static string NameOf(RecordHeader header) =>
        string.Create(CultureInfo.InvariantCulture, $"record {header.Sequence} ({RecordedEvent.WordOf(header.Kind)}, at {header.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ})");

    public RecordingFault Name(ScanOutcome outcome, RecordScanner scanner)
    {
        if (outcome == ScanOutcome.Malformed) return new(RecordingFaultKind.Changed, expected, $"Record {expected} was changed: what stands in its place is no record.");
        if (outcome == ScanOutcome.Torn)
        {
            return scanner.HoldsHeader(expected + 1)
                ? new(RecordingFaultKind.Changed, expected, $"Record {expected} was changed: its length is not the one that was written.")
                : new(RecordingFaultKind.CutOff, expected, $"The file ends inside record {expected}: what followed was dropped.");
        }
        var header = scanner.Record.Header;
        if (header.Sequence != expected && IsRenumbered(scanner.Record)) return Changed(header with { Sequence = expected });
        LookBehind(scanner.Offset + scanner.Record.Bytes.Length, header.Sequence);
        if (header.Sequence == expected) return isFoundLater ? Added(header) : Changed(header);
        if (isFoundLater)
        {
            return header.Sequence < expected || isRepeatedLater
                ? Added(header)
                : new(RecordingFaultKind.Moved, expected, $"Record {expected} was moved: {NameOf(header)} stands in its place.");
        }
        if (header.Sequence < expected) return following == expected + 1 ? Changed(header) : Added(header);
        var dropped = header.Sequence == expected + 1 ? $"Record {expected} was dropped" : $"Records {expected} to {header.Sequence - 1} were dropped";
        return new(RecordingFaultKind.Dropped, expected, $"{dropped}: {NameOf(header)} stands in the place.");
    }

    private RecordingFault Changed(RecordHeader found) => new(RecordingFaultKind.Changed, expected, $"{Capital(NameOf(found with { Sequence = expected }))} was changed.");

    private RecordingFault Added(RecordHeader found) => found.Sequence == expected
        ? new(RecordingFaultKind.Added, expected, $"{Capital(NameOf(found))} was added: the one that the agent wrote follows.")
        : new(RecordingFaultKind.Added, expected, $"A record was added in the place of record {expected}: it is a copy of {NameOf(found)}.");

    private bool IsRenumbered(RecordView record)
    {
        var bytes = record.Bytes.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(5), expected);
        return IsGenuine(new RecordView(record.Header with { Sequence = expected }, bytes));
    }

    private void LookBehind(long offset, long repeated)
    {
        stream.Position = offset;
        using var scanner = new RecordScanner(stream, offset, leaveOpen: true);
        while (scanner.Read() == ScanOutcome.Record)
        {
            following ??= scanner.Record.Header.Sequence;
            isFoundLater |= scanner.Record.Header.Sequence == expected && IsGenuine(scanner.Record);
            isRepeatedLater |= scanner.Record.Header.Sequence == repeated;
        }
    }

    private bool IsGenuine(RecordView record)
    {
        if (chain is not null) return chain.IsHashed(record.HeaderAndPayload, record.Hash);
        try
        {
            if (JsonSerializer.Deserialize<OpenedEvent>(record.Payload, RecordingJson.Options) is not { } opened) return false;
            using var first = new ChainCheck(opened.Session);
            return first.Fits(record);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Capital(string name) => "R" + name[1..];
}
