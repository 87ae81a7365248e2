using HoopLike.Console.Approvals;
using HoopLike.Console.Components.Controls;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Components.Pages.Approvals;

/// <summary>Which tickets the inbox lists.</summary>
internal enum TicketView { Waiting, Decided, Mine }

/// <summary>What the inbox's address asks for, as the list understands it.</summary>
internal static class TicketViews
{
    /// <summary>Words of the address for how tickets ended.</summary>
    public static IReadOnlyList<(string Word, ApprovalStatus[] Statuses)> Ends { get; } =
    [
        ("approved", [ApprovalStatus.Approved, ApprovalStatus.Used]),
        ("denied", [ApprovalStatus.Denied]),
        ("lapsed", [ApprovalStatus.Expired]),
        ("withdrawn", [ApprovalStatus.Withdrawn]),
        ("revoked", [ApprovalStatus.Revoked]),
    ];

    /// <summary>The word of the address; one that is unknown is nothing asked for.</summary>
    public static TicketView Read(string? word, TicketView otherwise) => Enum.TryParse<TicketView>(word, ignoreCase: true, out var view) && Enum.IsDefined(view) ? view : otherwise;

    public static string Word(TicketView view) => view.ToString().ToLowerInvariant();

    /// <param name="from">First day, as the viewer's calendar has it.</param>
    /// <param name="to">Last day.</param>
    public static TicketQuery Decided(string? status, string? person, string? connection, string? from, string? to, ViewerZone zone) => new(
        Ends.FirstOrDefault(e => e.Word == status).Statuses, Waiting: false, Person: person, Connection: connection, From: Day(from, zone, 0), To: Day(to, zone, 1));

    private static DateTimeOffset? Day(string? text, ViewerZone zone, int daysLater) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) && day < DateOnly.MaxValue ? zone.From(day.AddDays(daysLater).ToDateTime(TimeOnly.MinValue)) : null;
}
