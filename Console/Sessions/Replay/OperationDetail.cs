using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>One operation with everything that the recording says of it, up to what a page can show.</summary>
/// <param name="Sequence">Of the operation's own event.</param>
/// <param name="IsTextCut">The text goes on in the recording.</param>
/// <param name="IsWhole">Nothing more is to come: the recording went on to later answers, or is closed.</param>
/// <param name="IsLong">The answer has more records than were read.</param>
/// <param name="Unreadable">Sequences of records between which this operation stands and whose payload cannot be read.</param>
public sealed record OperationDetail(
    long Sequence, DateTimeOffset At, OperationEvent Operation, string Text, bool IsTextCut, ImmutableArray<RecordedText?> Binds, ApprovalDetail? Approval, ImmutableArray<ResultDetail> Results,
    ImmutableArray<MessageDetail> Messages, ImmutableArray<NotificationEvent> Notifications, ImmutableArray<long> Unreadable, bool IsWhole, bool IsLong)
{
    /// <summary>From the operation to its last answer.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Sequence of the last record that belongs to it.</summary>
    public long Last { get; init; }

    /// <summary>Request and answer; null for what is not HTTP.</summary>
    public ExchangeDetail? Exchange { get; init; }

    public long MaskedValues => Results.Sum(r => r.End?.MaskedValues ?? 0);
}

/// <summary>That the operation waited for humans, and what they said.</summary>
/// <param name="Status">Null while it waits.</param>
public sealed record ApprovalDetail(Guid Ticket, string Policy, DateTimeOffset HeldAt, DateTimeOffset? DecidedAt, ApprovalStatus? Status, ImmutableArray<string> DecidedBy, string? Reason);

/// <summary>What came back of one statement of the operation.</summary>
/// <param name="Rows">The first of the rows that were kept.</param>
/// <param name="Lines">The same of a COPY.</param>
/// <param name="Kept">Rows or lines that were kept, shown or not.</param>
/// <param name="Delivered">Rows delivered up to here.</param>
/// <param name="End">Null while it goes on.</param>
public sealed record ResultDetail(
    int Statement, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<RecordedText?>> Rows, ImmutableArray<string> Lines, long Kept, long Delivered, long Bytes, ResultEvent? End);

/// <summary>A notice or an error as the caller got it.</summary>
public sealed record MessageDetail(bool IsError, DateTimeOffset At, MessageEvent Message);
