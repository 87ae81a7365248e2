using HoopLike.Console.Agents;
using HoopLike.Console.Approvals;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Connect;

/// <summary>Where somebody asks for access to one connection, and sees what becomes of it.</summary>
public sealed partial class AccessStepper
{
    private bool asking;
    private bool busy;
    private string reason = "";
    private int minutes;
    private string? problem;

    [Parameter, EditorRequired]
    public AccessState State { get; set; } = default!;

    [Parameter, EditorRequired]
    public Decider Me { get; set; } = default!;

    /// <summary>The page that has the token is another one.</summary>
    [Parameter]
    public bool LinksToToken { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private AccessRequests Requests { get; set; } = default!;

    [Inject]
    private ApprovalService Approvals { get; set; } = default!;

    private string Name => State.Connection.Config.Name;

    private ApprovalRequirement Requirement => State.Connection.Approval!;

    private string Approvers => string.Join(", ", State.Ticket!.Votes.Where(v => v.Approves).OrderBy(v => v.At).Select(v => v.Approver));

    private void BeginAsking() => (asking, problem, minutes) = (true, null, minutes == 0 ? Math.Min(60, State.LongestMinutes) : minutes);

    private async Task AskAsync()
    {
        if (busy) return;
        problem = minutes < 1 || minutes > State.LongestMinutes ? $"From 1 to {State.LongestMinutes}." : null;
        if (problem is not null) return;
        busy = true;
        var (ticket, refusal) = await Requests.OpenAsync(Me.Identity, Name, minutes, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(), Me.Address, CancellationToken.None);
        busy = false;
        problem = refusal;
        if (ticket is null) return;
        (asking, reason) = (false, "");
        await OnChanged.InvokeAsync();
    }

    private async Task WithdrawAsync()
    {
        busy = true;
        await Approvals.WithdrawOwnAsync(State.Ticket!.Id, Me.Identity, CancellationToken.None);
        busy = false;
        await OnChanged.InvokeAsync();
    }
}
