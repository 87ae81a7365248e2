using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>Who sends recordings.</summary>
/// <param name="PublicKeys">Says which keys (SubjectPublicKeyInfo, base64) are or were enrolled under the agent's name: recordings count as verified only when one of them signed.</param>
public sealed record RecordingSource(string Agent, Guid Member, Func<CancellationToken, Task<IReadOnlyCollection<string>>> PublicKeys);

/// <summary>Takes recordings in: first the file, which is the truth, then the index, then the acknowledgement. Wherever it is interrupted, it goes on from the file.</summary>
public sealed class RecordingIngest(IRecordingStore store, SessionIndexer indexer, ConsoleDbFactory databases, LiveFeed live)
{
    /// <summary>Events read at once while the index catches up.</summary>
    private const int CatchUpBatch = 2000;

    /// <exception cref="RecordingRefusedException">The records do not belong there; nothing was stored.</exception>
    public async Task<RecordingAck> AppendAsync(RecordingSource source, RecordingChunk chunk, CancellationToken cancellationToken)
    {
        var outcome = await store.AppendAsync(source.Agent, chunk.SessionId, chunk.FirstSequence, chunk.Records, cancellationToken);
        if (!await WriteAddedAsync(source, chunk.SessionId, outcome, cancellationToken)) await CatchUpAsync(source, chunk.SessionId, cancellationToken);
        live.Publish(LiveTopics.Sessions, chunk.SessionId.ToString());
        return new RecordingAck(chunk.SessionId, outcome.LastSequence);
    }

    /// <summary>Where an agent goes on for each of its sessions. What is stored and not indexed is indexed first.</summary>
    public async Task<ImmutableArray<RecordingAck>> ResumeAsync(RecordingSource source, ImmutableArray<Guid> sessions, CancellationToken cancellationToken)
    {
        var acks = ImmutableArray.CreateBuilder<RecordingAck>(sessions.Length);
        foreach (var session in sessions)
        {
            await CatchUpAsync(source, session, cancellationToken);
            acks.Add(new RecordingAck(session, await store.LastSequenceAsync(session, cancellationToken)));
        }

        return acks.MoveToImmutable();
    }

    /// <summary>Brings the index of a session up to its recording.</summary>
    public async Task CatchUpAsync(RecordingSource? source, Guid session, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (indexed, ended) = await IndexedAsync(session, cancellationToken);
            if (ended) return;
            var digest = new SessionDigest();
            var count = 0;
            await foreach (var recorded in store.ReadAsync(session, indexed, cancellationToken))
            {
                digest.Add(session, recorded);
                if (++count == CatchUpBatch) break;
            }

            var mayEnd = count == 0 ? await EndsSignedAsync(session, indexed, cancellationToken) : count < CatchUpBatch && digest.EndsSigned;
            var end = mayEnd ? await EndOfAsync(session, source, cancellationToken) : null;
            if (count == 0 && end is null) return;
            await indexer.WriteAsync(new IndexWork(session, indexed + 1, digest, source?.Member, end), cancellationToken);
            if (end is not null) return;
        }
    }

    private async Task<bool> WriteAddedAsync(RecordingSource source, Guid session, AppendOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Added.IsEmpty) return false;
        var digest = new SessionDigest();
        foreach (var recorded in outcome.Added) digest.Add(session, recorded);
        var end = outcome.IsWhole ? await EndOfAsync(session, source, cancellationToken) : null;
        return await indexer.WriteAsync(new IndexWork(session, outcome.Added[0].Sequence, digest, source.Member, end), cancellationToken);
    }

    /// <summary>Whether the record that was indexed last is a signature, as the last one of all is.</summary>
    private async Task<bool> EndsSignedAsync(Guid session, long last, CancellationToken cancellationToken)
    {
        if (last < 0) return false;
        await foreach (var recorded in store.ReadAsync(session, last - 1, cancellationToken)) return recorded.Kind == RecordKind.Signature;
        return false;
    }

    /// <summary>Null while the recording is not whole.</summary>
    private async Task<SessionEnd?> EndOfAsync(Guid session, RecordingSource? source, CancellationToken cancellationToken)
    {
        var proof = await Task.Run(
            () =>
            {
                using var file = store.OpenRead(session);
                return RecordingVerifier.Verify(file);
            },
            cancellationToken);
        if (proof is not { EndedAt: { } at, EndReason: { } reason }) return null;
        bool? isKnown = source is null ? null : proof.PublicKey is { } key && (await source.PublicKeys(cancellationToken)).Contains(key);
        return new SessionEnd(at, reason, proof.IsProven ? isKnown : false);
    }

    private async Task<(long Sequence, bool Ended)> IndexedAsync(Guid session, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var known = await db.Set<SessionEntity>().AsNoTracking().Where(s => s.Id == session).Select(s => new { s.IndexedTo, s.EndedAt }).SingleOrDefaultAsync(cancellationToken);
        return known is null ? (-1, false) : (known.IndexedTo, known.EndedAt is not null);
    }
}
