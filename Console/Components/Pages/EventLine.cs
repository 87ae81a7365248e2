using HoopLike.Shared.Recording;

namespace HoopLike.Console.Components.Pages;

/// <summary>A recorded event as one line of a session's page, with the rows that were kept of a result.</summary>
internal sealed record EventLine(long Sequence, DateTimeOffset At, string Kind, string Badge, string Text, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows)
{
    private const int RowsShown = 20;

    public static EventLine Of(RecordedEvent recorded)
    {
        var kind = RecordedEvent.WordOf(recorded.Kind);
        return recorded.Kind switch
        {
            RecordKind.Opened => Line(recorded, kind, kind, recorded.Read<OpenedEvent>() is var e ? $"{e.Identity} ({e.ProvenBy}) on {e.Connection} from {e.ClientAddress}" : ""),
            RecordKind.Operation => Operation(recorded, recorded.Read<OperationEvent>()),
            RecordKind.Held => Line(recorded, kind, kind, recorded.Read<HeldEvent>() is var e ? $"held by {e.Policy}: {e.Address}" : ""),
            RecordKind.Decided => Decided(recorded, recorded.Read<DecidedEvent>()),
            RecordKind.Rows => recorded.Read<RowsEvent>() is var e ? Line(recorded, kind, kind, $"{e.Rows:n0} rows so far") with { Columns = Names(e.Columns), Rows = Kept(e.Values, e.Lines) } : null!,
            RecordKind.Result => recorded.Read<ResultEvent>() is var e
                ? Line(recorded, kind, kind, $"{e.Tag ?? "broken off"}, {e.Rows:n0} rows, {e.MaskedValues:n0} values masked, {e.DurationMicros / 1000.0:n1} ms{(e.Truncated ? ", cut here" : "")}")
                    with { Columns = Names(e.Columns), Rows = Kept(e.Values, e.Lines) }
                : null!,
            RecordKind.Error or RecordKind.Notice => recorded.Read<MessageEvent>() is var e ? Line(recorded, kind, kind, $"{e.Severity} {e.Code}: {e.Message}") : null!,
            RecordKind.Notification => recorded.Read<NotificationEvent>() is var e ? Line(recorded, kind, kind, $"{e.Channel}: {e.Payload}") : null!,
            RecordKind.Closed => Line(recorded, kind, kind, recorded.Read<ClosedEvent>().Reason),
            _ => Line(recorded, kind, kind, ""),
        };
    }

    private static EventLine Operation(RecordedEvent recorded, OperationEvent e)
    {
        var binds = e.Binds is { Length: > 0 } values ? "  -- " + string.Join(", ", values.Select((v, i) => $"${i + 1} = {v?.ToString() ?? "NULL"}")) : "";
        var policy = e.Policy is null ? "" : $"  ({e.Policy})";
        return Line(recorded, "operation", e.Verdict ?? "operation", $"{e.Text}{binds}{policy}");
    }

    private static EventLine Decided(RecordedEvent recorded, DecidedEvent e)
    {
        var who = e.DecidedBy.IsEmpty ? "" : $" by {string.Join(", ", e.DecidedBy)}";
        return Line(recorded, "decided", e.Status.ToString().ToLowerInvariant(), $"decided{who}{(string.IsNullOrEmpty(e.Reason) ? "" : $": {e.Reason}")}");
    }

    private static EventLine Line(RecordedEvent recorded, string kind, string badge, string text) => new(recorded.Sequence, recorded.At, kind, badge, text, [], []);

    private static System.Collections.Immutable.ImmutableArray<string> Names(System.Collections.Immutable.ImmutableArray<string>? columns) => columns ?? [];

    private static List<IReadOnlyList<string?>> Kept(
        System.Collections.Immutable.ImmutableArray<System.Collections.Immutable.ImmutableArray<RecordedText?>>? values, System.Collections.Immutable.ImmutableArray<RecordedText>? lines)
    {
        if (values is { } rows) return [.. rows.Take(RowsShown).Select(r => r.Select(v => v?.ToString()).ToList())];
        return lines is { } copied ? [.. copied.Take(RowsShown).Select(l => new List<string?> { l.ToString() })] : [];
    }
}
