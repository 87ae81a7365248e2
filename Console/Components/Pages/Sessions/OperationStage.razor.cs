using HoopLike.Console.Sessions;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Shared.Recording;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>One operation: what was sent, what was decided and by whom, and what came back.</summary>
public sealed partial class OperationStage
{
    private const int MostBinds = 100;

    /// <summary>Null when the recording has nothing of it.</summary>
    [Parameter, EditorRequired]
    public OperationDetail? Detail { get; set; }

    /// <summary>The operation as the index knows it.</summary>
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

    private string Verdict => VerdictWords.Of(Operation.Verdict, Detail!.Approval?.Status);
}
