namespace HoopLike.Shared.Recording;

/// <summary>Where the good part of a recording ends: after its last record that follows from the chain. What a write that was cut short leaves behind it may be cut.</summary>
/// <param name="Chain">Up to the last good record; the caller's.</param>
/// <param name="End">Offset behind the last good record.</param>
/// <param name="LastKind"><see cref="RecordKind.None"/> when no record was read.</param>
/// <param name="Damage">Set when more stands behind <paramref name="End"/> than a write that was cut short can leave: nothing may be cut then.</param>
public sealed record RecordingTail(ChainCheck Chain, long End, RecordKind LastKind, long LastMicros, bool IsClosed, string? Damage)
{
    /// <summary>The last record of all is there.</summary>
    public bool IsWhole => IsClosed && LastKind == RecordKind.Signature;

    /// <summary>Reads a recording from its beginning.</summary>
    /// <param name="seen">Told sequence and offset of each good record.</param>
    public static RecordingTail Find(Stream file, Guid session, Action<long, long>? seen = null)
    {
        var chain = new ChainCheck(session);
        var magic = new byte[RecordingFormat.Magic.Length];
        file.Position = 0;
        var read = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        var begun = new RecordingTail(chain, magic.Length, RecordKind.None, 0, IsClosed: false, Damage: null);
        if (read == magic.Length && RecordingFormat.Magic.SequenceEqual(magic)) return Find(file, chain, magic.Length, seen);
        var isTorn = file.Length <= magic.Length && (RecordingFormat.Magic.StartsWith(magic.AsSpan(0, read)) || !magic.AsSpan(0, read).ContainsAnyExcept((byte)0));
        return begun with { End = 0, Damage = isTorn ? null : "it does not begin as a recording" };
    }

    /// <summary>Reads on from a record boundary.</summary>
    /// <param name="chain">Up to the record before <paramref name="offset"/>; moved to the last good one.</param>
    /// <param name="seen">Told sequence and offset of each good record.</param>
    public static RecordingTail Find(Stream file, ChainCheck chain, long offset, Action<long, long>? seen)
    {
        var length = file.Length;
        var tail = new RecordingTail(chain, offset, RecordKind.None, 0, IsClosed: false, Damage: null);
        file.Position = offset;
        using var scanner = new RecordScanner(file, offset, leaveOpen: true);
        while (true)
        {
            switch (scanner.Read())
            {
                case ScanOutcome.Record when chain.Fits(scanner.Record):
                    var header = scanner.Record.Header;
                    chain.MoveTo(scanner.Record);
                    seen?.Invoke(header.Sequence, scanner.Offset);
                    tail = tail with { End = scanner.Offset + header.RecordLength, LastKind = header.Kind, LastMicros = header.Micros, IsClosed = tail.IsClosed || header.Kind == RecordKind.Closed };
                    continue;
                case ScanOutcome.Record when scanner.Offset + scanner.Record.Bytes.Length < length:
                    return tail with { Damage = $"record {chain.LastSequence + 1} is not the one that was written, and more follows" };
                case ScanOutcome.Torn when scanner.HoldsHeader(chain.LastSequence + 2):
                    return tail with { Damage = $"the length of record {chain.LastSequence + 1} is not the one that was written, and more follows" };
                // After a power cut, the file may have got its length but not its bytes.
                case ScanOutcome.Malformed when !scanner.IsRestZero():
                    return tail with { Damage = $"what stands in the place of record {chain.LastSequence + 1} is no record" };
                default:
                    return tail;
            }
        }
    }
}
