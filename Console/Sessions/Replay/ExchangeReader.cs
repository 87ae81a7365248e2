using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>Gathers from a recording what belongs to one request. Requests of a session run beside each other, so that what belongs to others is passed over until this one has come to its end.</summary>
internal sealed class ExchangeReader
{
    /// <summary>Records that are still looked at behind the end of the answer: what is said of it at the last moment, and the end of what was sent.</summary>
    private const int Behind = 24;

    private const int MostText = 256 * 1024;
    private const int MostMessages = 50;

    private readonly StringBuilder text = new();
    private readonly BodyGathering sent = new();
    private readonly BodyGathering received = new();
    private readonly ImmutableArray<MessageDetail>.Builder messages = ImmutableArray.CreateBuilder<MessageDetail>();
    private readonly ImmutableArray<long>.Builder unreadable = ImmutableArray.CreateBuilder<long>();
    private OperationEvent? operation;
    private ApprovalDetail? approval;
    private AnswerEvent? answer;
    private DateTimeOffset at;
    private DateTimeOffset lastAt;
    private long last;
    private int? status;
    private bool isTextCut;
    private bool isOver;

    /// <summary>Null when no operation stands at that sequence.</summary>
    public static async Task<OperationDetail?> ReadAsync(IRecordingStore store, Guid session, long sequence, CancellationToken cancellationToken)
    {
        var reader = new ExchangeReader();
        var (read, behind, isClosed) = (0, 0, false);
        await foreach (var recorded in store.ReadAsync(session, sequence - 1, cancellationToken))
        {
            if (reader.operation is null && recorded.Kind != RecordKind.Operation) return null;
            isClosed = recorded.Kind == RecordKind.Closed;
            reader.Take(recorded);
            if (reader.isOver) behind++;
            if (isClosed || behind > Behind || ++read == OperationReader.MostRecords || reader.operation is null) break;
        }

        return reader.operation is null ? null : reader.Detail(sequence, isClosed, read == OperationReader.MostRecords);
    }

    private void Take(RecordedEvent recorded)
    {
        try
        {
            if (operation is not null && OpOf(recorded.Payload.Span) != operation.Op) return;
            switch (recorded.Kind)
            {
                case RecordKind.Operation:
                    Take(recorded, recorded.Read<OperationEvent>());
                    break;
                case RecordKind.Held:
                    var held = recorded.Read<HeldEvent>();
                    approval = new ApprovalDetail(held.Ticket, held.Policy, recorded.At, null, null, [], null);
                    break;
                case RecordKind.Decided:
                    var decided = recorded.Read<DecidedEvent>();
                    approval = new ApprovalDetail(
                        decided.Ticket, approval?.Policy ?? operation!.Policy ?? "", approval?.HeldAt ?? recorded.At, recorded.At, decided.Status, decided.DecidedBy.IsDefault ? [] : decided.DecidedBy, decided.Reason);
                    break;
                case RecordKind.Answer:
                    answer = recorded.Read<AnswerEvent>();
                    status ??= answer.Status;
                    break;
                case RecordKind.Rows:
                    var rows = recorded.Read<RowsEvent>();
                    (rows.Statement == 0 ? sent : received).Take(recorded.At, rows);
                    break;
                case RecordKind.Result:
                    var result = recorded.Read<ResultEvent>();
                    (result.Statement == 0 ? sent : received).Take(recorded.At, result);
                    isOver |= result.Statement > 0;
                    break;
                case RecordKind.Error or RecordKind.Notice:
                    Take(recorded, recorded.Read<MessageEvent>());
                    break;
                default:
                    return;
            }

            (last, lastAt) = (recorded.Sequence, recorded.At);
        }
        catch (JsonException)
        {
            unreadable.Add(recorded.Sequence);
        }
    }

    private void Take(RecordedEvent recorded, OperationEvent next)
    {
        if (operation is null) (operation, at) = (next, recorded.At);
        if (text.Length < MostText) text.Append(next.Text?.Text);
        else isTextCut |= next.Text is not null;
        isTextCut |= next.Text?.CutFrom is not null;
    }

    private void Take(RecordedEvent recorded, MessageEvent message)
    {
        if (messages.Count < MostMessages) messages.Add(new MessageDetail(recorded.Kind == RecordKind.Error, recorded.At, message));
        if (recorded.Kind != RecordKind.Error) return;
        isOver = true;
        if (message.Code.Length == 3 && int.TryParse(message.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var said)) status ??= said;
    }

    private OperationDetail Detail(long sequence, bool isClosed, bool isLong) => new(
        sequence, at, operation!, text.ToString(), isTextCut, [], approval, [.. new[] { sent, received }.Select(b => b.End).OfType<ResultEvent>().Select(e => new ResultDetail(e.Statement, [], [], [], 0, 0, e.Bytes, e))],
        messages.ToImmutable(), [], unreadable.ToImmutable(), isOver || isClosed, isLong)
    {
        Took = lastAt - at,
        Last = last,
        Exchange = new ExchangeDetail(
            ExchangeHead.Read(text.ToString()), sent.Detail(), answer is null ? null : ExchangeHead.Read(answer.Head.Text), status, answer is null ? null : TimeSpan.FromMicroseconds(answer.TargetMicros), received.Detail()),
    };

    /// <summary>Every record of an operation begins with its number.</summary>
    private static long OpOf(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        return reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("op"u8) && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var op) ? op : 0;
    }
}
