using HoopLike.Console.Approvals;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Components.Controls;

/// <summary>A notice that goes away by itself, but not while somebody is at it.</summary>
internal sealed class TicketToast(TicketNews news)
{
    public bool IsWaiting { get; } = news.IsWaiting;

    public Guid Ticket { get; } = news.Ticket.Id;

    public string Id { get; } = news.Ticket.Id.ToString();

    public string Address => $"approvals/{Id}";

    public string Title { get; } = news.IsWaiting ? "Waiting for your decision" : "Your request";

    public string Text { get; } = news.IsWaiting ? $"{news.Ticket.Requester} {TicketWords.Errand(news.Ticket)}" : TicketWords.Outcome(news.Ticket) ?? "";

    public string Icon { get; } = news.IsWaiting ? "approval" : news.Ticket.Status == ApprovalStatus.Approved ? "check_circle" : "cancel";

    public string Colour { get; } = news.IsWaiting ? "warn" : news.Ticket.Status == ApprovalStatus.Approved ? "good" : "bad";

    public bool IsHeld { get; private set; }

    public void Hold() => IsHeld = true;

    public void Release() => IsHeld = false;
}
