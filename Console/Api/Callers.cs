using HoopLike.Console.Approvals;
using HoopLike.Console.Audit;
using HoopLike.Console.Security;

namespace HoopLike.Console.Api;

/// <summary>The caller of a request in the words of the rooms below.</summary>
internal static class Callers
{
    public static Actor Actor(this HttpContext context) => new(context.User.Identity is { IsAuthenticated: true } ? context.User.Caller().Words : "unknown", context.Connection.RemoteIpAddress?.ToString());

    public static Decider Decider(this HttpContext context) =>
        new(context.User.Caller(), context.User.MayApprove(), context.User.IsInRole(Roles.Admin), context.Connection.RemoteIpAddress?.ToString());
}
