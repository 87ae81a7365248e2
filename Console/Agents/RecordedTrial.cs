using System.Text;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Agents;

/// <summary>A recorded operation as a question.</summary>
/// <param name="IsWhole">False where only the beginning of its text was kept, or values in it are masked out of it.</param>
public sealed record RecordedQuestion(TrialQuestion Question, bool IsWhole);

/// <summary>Takes the question out of a recording, to ask it again of today's policies.</summary>
public sealed class RecordedTrial(SessionSearch sessions, SessionEvents events)
{
    /// <summary>Null when there is no such session, or no operation there.</summary>
    /// <param name="sequence">Of the operation's event.</param>
    public async Task<RecordedQuestion?> FindAsync(Guid session, long sequence, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(session, cancellationToken) is not { } found) return null;
        OperationEvent? first = null;
        DateTimeOffset at = default;
        var (text, isWhole) = (new StringBuilder(), true);
        await foreach (var recorded in events.ReadAsync(session, sequence - 1, follow: false, cancellationToken))
        {
            if (recorded.Kind != RecordKind.Operation) break;
            var operation = recorded.Read<OperationEvent>();
            if (first is not null && operation.Op != first.Op) break;
            if (first is null) (first, at) = (operation, recorded.At);
            text.Append(operation.Text?.Text);
            isWhole &= operation.Text?.CutFrom is null;
            if (text.Length > PolicyTrial.LongestOperation) break;
        }

        var caller = new CallerIdentity(found.Identity, found.IdentityKind, found.Groups, "recording") { Actors = found.Actors };
        return first is null ? null : new RecordedQuestion(new TrialQuestion(caller, found.Connection, text.ToString(), at), isWhole);
    }
}
