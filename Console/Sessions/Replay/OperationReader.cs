using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>Gathers from a recording what belongs to one operation. Answers come in the order of the operations, so that the first answer to a later one ends it; what is asked in between, by
/// clients that do not wait, is passed over.</summary>
internal sealed class OperationReader
{
    /// <summary>Records read for one operation; those of a result that goes on for ever carry only counts.</summary>
    public const int MostRecords = 200_000;

    private const int MostText = 256 * 1024;
    private const int MostMessages = 200;

    private readonly StringBuilder text = new();
    private readonly ImmutableArray<RecordedText?>.Builder binds = ImmutableArray.CreateBuilder<RecordedText?>();
    private readonly List<ResultGathering> results = [];
    private readonly ImmutableArray<MessageDetail>.Builder messages = ImmutableArray.CreateBuilder<MessageDetail>();
    private readonly ImmutableArray<NotificationEvent>.Builder notifications = ImmutableArray.CreateBuilder<NotificationEvent>();
    private readonly ImmutableArray<long>.Builder unreadable = ImmutableArray.CreateBuilder<long>();
    private OperationEvent? operation;
    private DateTimeOffset at;
    private ApprovalDetail? approval;
    private DateTimeOffset lastAt;
    private long last;
    private bool isTextCut;

    /// <summary>Null when no operation stands at that sequence.</summary>
    public static async Task<OperationDetail?> ReadAsync(IRecordingStore store, Guid session, long sequence, CancellationToken cancellationToken)
    {
        var reader = new OperationReader();
        var (read, isOver) = (0, false);
        await foreach (var recorded in store.ReadAsync(session, sequence - 1, cancellationToken))
        {
            if (reader.operation is null && recorded.Kind != RecordKind.Operation) return null;
            isOver = !reader.Take(recorded);
            if (isOver || ++read == MostRecords || reader.operation is null) break;
        }

        return reader.operation is null ? null : reader.Detail(sequence, isOver, read == MostRecords);
    }

    private bool Take(RecordedEvent recorded)
    {
        if (recorded.Kind == RecordKind.Closed) return false;
        try
        {
            return recorded.Kind switch
            {
                RecordKind.Operation => Take(recorded, recorded.Read<OperationEvent>()),
                RecordKind.Held => Take(recorded, recorded.Read<HeldEvent>()),
                RecordKind.Decided => Take(recorded, recorded.Read<DecidedEvent>()),
                RecordKind.Rows => recorded.Read<RowsEvent>() is var rows && Answer(recorded, rows.Op, () => Of(rows.Statement).Take(rows)),
                RecordKind.Result => recorded.Read<ResultEvent>() is var result && Answer(recorded, result.Op, () => Of(result.Statement).Take(result)),
                RecordKind.Error or RecordKind.Notice => recorded.Read<MessageEvent>() is var message && Answer(recorded, message.Op, () => Take(recorded, message)),
                RecordKind.Notification => Take(recorded.Read<NotificationEvent>()),
                _ => true,
            };
        }
        catch (JsonException)
        {
            unreadable.Add(recorded.Sequence);
            return true;
        }
    }

    private bool Take(RecordedEvent recorded, OperationEvent next)
    {
        if (operation is null)
        {
            (operation, at) = (next, recorded.At);
        }
        else if (next.Op != operation.Op)
        {
            return true;
        }

        if (text.Length < MostText) text.Append(next.Text?.Text);
        else isTextCut |= next.Text is not null;
        isTextCut |= next.Text?.CutFrom is not null;
        if (next.Binds is { } more && binds.Count < MostMessages) binds.AddRange(more);
        return Belongs(recorded);
    }

    private bool Take(RecordedEvent recorded, HeldEvent held)
    {
        if (held.Op != operation!.Op) return true;
        approval = new ApprovalDetail(held.Ticket, held.Policy, recorded.At, null, null, [], null);
        return Belongs(recorded);
    }

    private bool Take(RecordedEvent recorded, DecidedEvent decided)
    {
        if (decided.Op != operation!.Op) return true;
        approval = new ApprovalDetail(
            decided.Ticket, approval?.Policy ?? operation.Policy ?? "", approval?.HeldAt ?? recorded.At, recorded.At, decided.Status, decided.DecidedBy.IsDefault ? [] : decided.DecidedBy, decided.Reason);
        return Belongs(recorded);
    }

    private void Take(RecordedEvent recorded, MessageEvent message)
    {
        if (messages.Count < MostMessages) messages.Add(new MessageDetail(recorded.Kind == RecordKind.Error, recorded.At, message));
    }

    private bool Take(NotificationEvent notification)
    {
        if (notifications.Count < MostMessages) notifications.Add(notification);
        return true;
    }

    private bool Answer(RecordedEvent recorded, long op, Action take)
    {
        if (op != operation!.Op) return op < operation.Op;
        take();
        return Belongs(recorded);
    }

    private bool Belongs(RecordedEvent recorded)
    {
        (last, lastAt) = (recorded.Sequence, recorded.At);
        return true;
    }

    private ResultGathering Of(int statement)
    {
        if (results.Count == 0 || results[^1].Statement != statement || results[^1].IsOver) results.Add(new ResultGathering(statement));
        return results[^1];
    }

    private OperationDetail Detail(long sequence, bool isOver, bool isLong) => new(
        sequence, at, operation!, text.ToString(), isTextCut, binds.ToImmutable(), approval, [.. results.Select(r => r.Detail())], messages.ToImmutable(), notifications.ToImmutable(),
        unreadable.ToImmutable(), isOver, isLong) { Took = lastAt - at, Last = last };
}
