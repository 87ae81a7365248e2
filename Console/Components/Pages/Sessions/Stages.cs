using HoopLike.Console.Components.Pages.Sessions.Requests;
using HoopLike.Console.Sessions;
using HoopLike.Console.Sessions.Replay;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>Which component shows what happens in a session. A new way to show one, as a terminal, is one more line here; it gets the parameters of <see cref="OperationStage"/>.</summary>
internal static class Stages
{
    private static readonly (Func<SessionEntity, bool> Shows, Type Component)[] all =
    [
        (s => s.IsHttp, typeof(RequestStage)),
        (_ => true, typeof(OperationStage)),
    ];

    public static Type Of(SessionEntity session) => Array.Find(all, s => s.Shows(session)).Component;

    /// <summary>What every stage is given.</summary>
    public static Dictionary<string, object?> Parameters(ReplayState replay, bool seesPolicies, bool seesApprovals) => new(StringComparer.Ordinal)
    {
        [nameof(OperationStage.Detail)] = replay.Detail, [nameof(OperationStage.Line)] = replay.Current, [nameof(OperationStage.Session)] = replay.Session,
        [nameof(OperationStage.SeesPolicies)] = seesPolicies, [nameof(OperationStage.SeesApprovals)] = seesApprovals,
    };
}
