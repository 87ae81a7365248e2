using System.Collections.Immutable;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions;

/// <summary>Where recordings are kept: append only, each a file that <c>hooplike verify</c> proves. Thread-safe.</summary>
public interface IRecordingStore
{
    /// <summary>Sequence of the last record that is stored durably; -1 when there is none.</summary>
    Task<long> LastSequenceAsync(Guid session, CancellationToken ct);

    /// <summary>Stores whole records durably. Those that are stored already are skipped.</summary>
    /// <param name="agent">Name of the agent that sends them; it must be the one that the first record names, so that no agent can write to another's session.</param>
    /// <param name="firstSequence">Of the first record in <paramref name="records"/>.</param>
    /// <exception cref="RecordingRefusedException">A gap, a broken chain, another agent's session, bytes that are no records: nothing was stored.</exception>
    /// <exception cref="IOException">The store failed; what was acknowledged before is safe.</exception>
    Task<AppendOutcome> AppendAsync(string agent, Guid session, long firstSequence, ReadOnlyMemory<byte> records, CancellationToken ct);

    /// <summary>The records after a sequence, in order, up to the last that is there now; none for an unknown session. Costs the same wherever it begins.</summary>
    /// <param name="after">-1 for all.</param>
    IAsyncEnumerable<RecordedEvent> ReadAsync(Guid session, long after, CancellationToken ct);

    /// <summary>The recording as a file; of a session that still runs, as far as it goes. Seekable.</summary>
    /// <exception cref="FileNotFoundException">There is no recording of the session.</exception>
    Stream OpenRead(Guid session);

    /// <summary>Deletes a recording; nothing where there is none.</summary>
    Task DeleteAsync(Guid session, CancellationToken ct);
}

/// <summary>What an append did.</summary>
/// <param name="LastSequence">To acknowledge: everything up to it is stored durably.</param>
/// <param name="Added">The records that were not there before; their payloads lie in the memory that was appended.</param>
/// <param name="IsWhole">The session's last record is stored.</param>
public sealed record AppendOutcome(long LastSequence, ImmutableArray<RecordedEvent> Added, bool IsWhole);

/// <summary>Records that do not belong where they were sent to. The message may be shown to the agent.</summary>
public sealed class RecordingRefusedException(string message) : Exception(message);
