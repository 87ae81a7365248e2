using HoopLike.Console.Data;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Recording;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Agents;

/// <summary>What a check of a stored recording found.</summary>
/// <param name="KeyIsEnrolled">The key that signed it is or was enrolled under the agent's name.</param>
/// <param name="At">When it was checked.</param>
public sealed record ProvenSession(RecordingProof Proof, bool KeyIsEnrolled, DateTimeOffset At)
{
    public bool Holds => Proof.IsProven && KeyIsEnrolled;

    /// <summary>The only thing that speaks against it is that the session still runs.</summary>
    public bool IsOpen => Proof.Fault?.Kind is RecordingFaultKind.NotClosed or RecordingFaultKind.Unsigned && Proof.EndedAt is null;
}

/// <summary>Checks stored recordings again, from their bytes: chain, signature, and whose key it is.</summary>
public sealed class SessionProver(IRecordingStore store, AgentKeys keys, ConsoleDbFactory databases, TimeProvider time)
{
    /// <summary>Reads the whole recording; what the sessions' list says of one that has ended is corrected when it was wrong.</summary>
    /// <param name="progress">Told the share that was read, between 0 and 1.</param>
    /// <returns>Null when there is no such recording any more.</returns>
    public async Task<ProvenSession?> ProveAsync(SessionEntity session, IProgress<double> progress, CancellationToken cancellationToken)
    {
        RecordingProof proof;
        try
        {
            proof = await Task.Run(
                () =>
                {
                    using var file = new ObservedStream(store.OpenRead(session.Id), progress, cancellationToken);
                    return RecordingVerifier.Verify(file);
                },
                cancellationToken);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        var isEnrolled = proof.PublicKey is { } key && (await keys.AllOfAsync(session.Agent, cancellationToken)).Contains(key);
        var proven = new ProvenSession(proof, isEnrolled, time.GetUtcNow());
        if (session.EndedAt is not null && session.Verified != proven.Holds) await CorrectAsync(session.Id, proven.Holds, cancellationToken);
        return proven;
    }

    private Task<int> CorrectAsync(Guid session, bool holds, CancellationToken cancellationToken) => databases.WriteAsync(
        db => db.Set<SessionEntity>().Where(s => s.Id == session && s.EndedAt != null).ExecuteUpdateAsync(s => s.SetProperty(e => e.Verified, holds), cancellationToken), cancellationToken);
}
