using HoopLike.Console.Agents;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Api;

/// <param name="Status">online or offline.</param>
/// <param name="SnapshotVersion">The oldest configuration in force among the processes of this name that are online.</param>
/// <param name="SnapshotError">Why a process refused the last configuration.</param>
public sealed record AgentAnswer(string Name, string Status, string? Version, long? SnapshotVersion, int Sessions, int Held, int Processes, string? SnapshotError);

/// <summary>Agents: their list, and their first meeting with the console.</summary>
internal static class AgentsApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/agents", ListAsync).RequireAuthorization(Roles.SeesEverything).WithSummary("The agents and how they are").Produces<AgentAnswer[]>();

    public static void MapEnrolment(IEndpointRouteBuilder app) => app.MapPost(AgentHubAddress.Enrol, EnrolAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();

    private static async Task<IResult> ListAsync(AgentDirectory agents, CancellationToken cancellationToken) =>
        Results.Ok((await agents.ListAsync(cancellationToken)).Select(a => new AgentAnswer(
            a.Name, a.Online ? "online" : "offline", a.Version, a.SnapshotVersion, a.Sessions, a.Held, a.Members.Count, a.Members.FirstOrDefault(m => m.SnapshotError is not null)?.SnapshotError)));

    private static async Task<IResult> EnrolAsync(EnrolmentRequest request, EnrolmentDesk desk, Doors doors, HttpContext context, CancellationToken cancellationToken)
    {
        var address = context.Connection.RemoteIpAddress;
        if (doors.IsShut(Door.Enrolment, address)) return Results.Problem(Doors.Shut, statusCode: StatusCodes.Status429TooManyRequests);
        var (answer, refusal) = await desk.EnrolAsync(request, address?.ToString(), cancellationToken);
        if (answer is not null) return Results.Ok(answer);
        await doors.FailedAsync(Door.Enrolment, address, cancellationToken);
        return Problems.Forbidden(refusal!);
    }
}
