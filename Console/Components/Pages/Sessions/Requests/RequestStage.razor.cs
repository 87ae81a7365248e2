using HoopLike.Console.Sessions;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Shared.Recording;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Sessions.Requests;

/// <summary>One request: what was sent, what was decided and by whom, and what came back. It takes the parameters of <see cref="OperationStage"/>.</summary>
public sealed partial class RequestStage
{
    /// <summary>Null when the recording has nothing of it.</summary>
    [Parameter, EditorRequired]
    public OperationDetail? Detail { get; set; }

    /// <summary>The request as the index knows it.</summary>
    [Parameter]
    public OperationLine? Line { get; set; }

    [Parameter, EditorRequired]
    public SessionEntity Session { get; set; } = default!;

    /// <summary>The viewer may open policies.</summary>
    [Parameter]
    public bool SeesPolicies { get; set; }

    /// <summary>The viewer may open approvals.</summary>
    [Parameter]
    public bool SeesApprovals { get; set; }

    private OperationEvent Operation => Detail!.Operation;

    private bool IsLive => Session.EndedAt is null && !Detail!.IsWhole;

    private string Missing => Detail switch
    {
        { Approval.Status: null, Approval: not null, IsWhole: false } => "It waits for a decision; the target has not seen it.",
        { IsWhole: false } when Session.EndedAt is null => "The answer has not come yet.",
        { Messages.Length: > 0 } => "The gateway answered by itself; the target's answer, if there was one, was not delivered.",
        _ => "No answer is on record.",
    };

    private static string Reason(ExchangeHead head) => head.Line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var at ? head.Line[(at + 1)..] : "";
}
