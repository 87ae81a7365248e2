using System.Security.Claims;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Api;

/// <param name="Actors">Who acts for the caller, the one that calls now first.</param>
/// <param name="Connection">The only connection that the token is good for; absent where it stands for its owner everywhere.</param>
public sealed record WhoAmIAnswer(string Name, CallerKind Kind, IReadOnlyList<string> Groups, IReadOnlyList<string> Roles, string ProvenBy, string? Connection, IReadOnlyList<string> Actors);

/// <summary><c>/api/v1/whoami</c>: as whom the console sees the caller.</summary>
internal static class WhoAmIApi
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/whoami", Answer).WithSummary("As whom the console sees the caller").Produces<WhoAmIAnswer>();

    private static IResult Answer(HttpContext context)
    {
        var caller = context.User.Caller();
        return Results.Ok(new WhoAmIAnswer(caller.Name, caller.Kind, caller.Groups, [.. context.User.FindAll(CallerClaims.Role).Select(c => c.Value)], caller.ProvenBy, context.User.FindFirstValue(CallerClaims.BoundTo), [.. caller.Actors.Select(a => a.Name)]));
    }
}
