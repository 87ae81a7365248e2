using HoopLike.Console.Agents;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Api;

/// <param name="Status">online or offline.</param>
/// <param name="SnapshotVersion">The oldest configuration in force among the processes of this name that are online.</param>
/// <param name="SnapshotError">Why a process refused the last configuration.</param>
public sealed record AgentAnswer(string Name, string Status, string? Version, long? SnapshotVersion, int Sessions, int Held, int Processes, string? SnapshotError);

/// <param name="Status">online, offline or revoked.</param>
/// <param name="KeyId">Of the key that it proves itself with; first 16 hex characters of the public key's SHA-256.</param>
/// <param name="KeySince">When that key took its place, at enrolment or later.</param>
public sealed record AgentProcessAnswer(Guid Id, string? Host, string Status, string? Version, string KeyId, DateTimeOffset KeySince, DateTimeOffset EnrolledAt, DateTimeOffset? RevokedAt, string? RevokedBy);

/// <summary>Agents: their list, their keys, and their first meeting with the console.</summary>
internal static class AgentsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/agents", ListAsync).RequireAuthorization(Roles.SeesEverything).WithSummary("The agents and how they are").Produces<AgentAnswer[]>();
        api.MapGet("/agents/{name}/processes", ProcessesAsync).RequireAuthorization(Roles.SeesEverything).WithSummary("One agent's processes and their keys, revoked ones too").Produces<AgentProcessAnswer[]>();
        api.MapPost("/agents/{name}/processes/{id:guid}/rotate-key", RotateAsync).RequireAuthorization(Roles.Admin).WithSummary("Has a process make a new key; its sessions go on").Produces<AgentProcessAnswer>();
        api.MapPost("/agents/{name}/processes/{id:guid}/revoke", RevokeAsync).RequireAuthorization(Roles.Admin).WithSummary("Withdraws a process's key: its sessions end and it stops").Produces(StatusCodes.Status204NoContent);
    }

    public static void MapEnrolment(IEndpointRouteBuilder app) => app.MapPost(AgentHubAddress.Enrol, EnrolAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();

    private static async Task<IResult> ListAsync(AgentDirectory agents, CancellationToken cancellationToken) =>
        Results.Ok((await agents.ListAsync(cancellationToken)).Select(a => new AgentAnswer(
            a.Name, a.Online ? "online" : "offline", a.Version, a.SnapshotVersion, a.Sessions, a.Held, a.Members.Count, a.Members.FirstOrDefault(m => m.SnapshotError is not null)?.SnapshotError)));

    private static async Task<IResult> ProcessesAsync(string name, AgentDirectory agents, TimeProvider time, CancellationToken cancellationToken) =>
        (await agents.ListAsync(cancellationToken)).FirstOrDefault(a => a.Name == name) is { } agent
            ? Results.Ok(agent.Members.Concat(agent.Revoked).Select(m => Answer(m, time.GetUtcNow())))
            : Problems.NotFound("There is no such agent.");

    private static async Task<IResult> RotateAsync(string name, Guid id, AgentDirectory agents, KeyRotation rotation, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        if (await FindAsync(agents, name, id, cancellationToken) is null) return NoProcess();
        if (await rotation.RotateAsync(id, context.Actor(), cancellationToken) is { } problem) return Problems.Conflict(problem);
        return await FindAsync(agents, name, id, cancellationToken) is { } rotated ? Results.Ok(Answer(rotated, time.GetUtcNow())) : NoProcess();
    }

    private static async Task<IResult> RevokeAsync(string name, Guid id, AgentDirectory agents, AgentKeys keys, HttpContext context, CancellationToken cancellationToken) =>
        await FindAsync(agents, name, id, cancellationToken) is not null && await keys.RevokeAsync(id, context.Actor(), cancellationToken) ? Results.NoContent() : NoProcess();

    private static async Task<AgentMemberEntity?> FindAsync(AgentDirectory agents, string name, Guid id, CancellationToken cancellationToken) =>
        (await agents.ListAsync(cancellationToken)).FirstOrDefault(a => a.Name == name)?.Members.FirstOrDefault(m => m.Id == id);

    private static IResult NoProcess() => Problems.NotFound("The agent has no such process, or it was revoked.");

    private static AgentProcessAnswer Answer(AgentMemberEntity member, DateTimeOffset now) => new(
        member.Id, member.Host, member.RevokedAt is not null ? "revoked" : member.OnlineUntil > now ? "online" : "offline", member.AgentVersion, AgentKeyEntity.IdOf(member.PublicKey), member.KeyChangedAt ?? member.EnrolledAt,
        member.EnrolledAt, member.RevokedAt, member.RevokedBy);

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
