using HoopLike.Console.Agents;
using HoopLike.Console.Approvals;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Api;

public sealed record VoteAnswer(string Approver, bool Approves, string? Reason, DateTimeOffset At);

public sealed record ApprovalAnswer(
    Guid Id, ApprovalScope Scope, string Identity, CallerKind IdentityKind, IReadOnlyList<string> Groups, string Connection, string Operation, string Policy, string? Reason, OperationImpact? Impact,
    IReadOnlyList<string> ApproverGroups, int Required, IReadOnlyList<VoteAnswer> Votes, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, ApprovalStatus Status,
    DateTimeOffset? DecidedAt, string? DecisionReason, int? GrantMinutes, DateTimeOffset? GrantExpiresAt, Guid? SessionId, string Digest)
{
    /// <summary>Who acts for the identity, the one that calls first; empty where it calls itself.</summary>
    public IReadOnlyList<ActorIdentity> Actors { get; init; } = [];
}

public sealed record DecisionRequest(string? Reason);

public sealed record AccessRequest(string? Connection, int? Minutes, string? Reason);

/// <summary><c>/api/v1/approvals</c> and <c>/api/v1/access-requests</c>.</summary>
internal static class ApprovalsApi
{
    private const int LongestReason = 1000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/approvals", ListAsync).RequireAuthorization(Roles.SeesApprovals).WithSummary("Tickets, newest first").Produces<ApiPage<ApprovalAnswer>>();
        api.MapGet("/approvals/{id:guid}", FindAsync).WithSummary("One ticket, for who may decide it, asked for it or sees everything").Produces<ApprovalAnswer>();
        Decision(api, "approve", (desk, id, decider, reason, ct) => desk.ApproveAsync(id, decider, reason, ct)).RequireAuthorization(Roles.Approver);
        Decision(api, "deny", (desk, id, decider, reason, ct) => desk.DenyAsync(id, decider, reason, ct)).RequireAuthorization(Roles.Approver);
        Decision(api, "revoke", (desk, id, decider, reason, ct) => desk.RevokeAsync(id, decider, reason, ct)).RequireAuthorization(p => p.RequireRole(Roles.Approver, Roles.Admin));
        api.MapPost("/access-requests", RequestAsync).WithSummary("Asks ahead for a time-boxed grant").Produces<ApprovalAnswer>(StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(HttpContext context, TicketList tickets, string? status, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        ApprovalStatus? wanted = null;
        if (status is not null)
        {
            if (!Enum.TryParse<ApprovalStatus>(status, ignoreCase: true, out var parsed) || int.TryParse(status, out _)) return Problems.Invalid($"status: is one of {string.Join(", ", Enum.GetNames<ApprovalStatus>()).ToLowerInvariant()}.");
            wanted = parsed;
        }

        if (!Cursor.TryRead(cursor, out var after)) return Problems.Invalid("cursor: is none that a page gave.");
        var size = Cursor.Limit(limit);
        var found = await tickets.ReadAsync(new TicketQuery(wanted is { } only ? [only] : null, Viewer: context.User.SeesEverything() ? null : context.Decider()), after, size, cancellationToken);
        return Results.Ok(new ApiPage<ApprovalAnswer>([.. found.Select(Answer)], found.Count < size ? null : Cursor.Write(found[^1].RequestedAt, found[^1].Id)));
    }

    private static async Task<IResult> FindAsync(Guid id, HttpContext context, ApprovalService approvals, CancellationToken cancellationToken)
    {
        var ticket = await approvals.FindAsync(id, cancellationToken);
        var sees = ticket is not null && (context.User.SeesEverything() || DecisionDesk.MaySee(ticket, context.Decider()));
        return sees ? Results.Ok(Answer(ticket!)) : Problems.NotFound("There is no such ticket for you.");
    }

    private static RouteHandlerBuilder Decision(IEndpointRouteBuilder api, string word, Func<DecisionDesk, Guid, Decider, string?, CancellationToken, Task<DecisionOutcome>> decide) => api.MapPost(
        $"/approvals/{{id:guid}}/{word}",
        async (Guid id, DecisionRequest? request, HttpContext context, DecisionDesk desk, CancellationToken cancellationToken) =>
        {
            if (request?.Reason is { Length: > LongestReason }) return Problems.Invalid($"reason: is longer than {LongestReason} characters.");
            var outcome = await decide(desk, id, context.Decider(), request?.Reason, cancellationToken);
            return outcome.Problem switch
            {
                DecisionProblem.None => Results.Ok(Answer(outcome.Ticket!)),
                DecisionProblem.NotFound => Problems.NotFound(outcome.Why!),
                DecisionProblem.Forbidden => Problems.Forbidden(outcome.Why!),
                _ => Problems.Conflict(outcome.Why!),
            };
        }).WithSummary($"Decides a ticket: {word}").Produces<ApprovalAnswer>();

    private static async Task<IResult> RequestAsync(AccessRequest request, HttpContext context, AccessRequests requests, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Connection)) return Problems.Invalid("connection: is missing.");
        if (request.Minutes is null or < 1) return Problems.Invalid("minutes: is missing, or less than 1.");
        if (request.Reason is { Length: > LongestReason }) return Problems.Invalid($"reason: is longer than {LongestReason} characters.");
        if (context.User.HasClaim(c => c.Type == CallerClaims.BoundTo && c.Value != request.Connection)) return Problems.Forbidden("This token is good for another connection.");
        var (ticket, problem) = await requests.OpenAsync(context.User.Caller(), request.Connection, request.Minutes.Value, request.Reason, context.Actor().Address, cancellationToken);
        return ticket is null ? Problems.Forbidden(problem!) : Results.Created($"/api/v1/approvals/{ticket.Id}", Answer(ticket));
    }

    private static ApprovalAnswer Answer(TicketEntity t) => new(
        t.Id, t.Scope, t.Identity, t.IdentityKind, t.Groups, t.Connection, t.Operation, t.Policy, t.Reason, t.Impact, t.ApproverGroups, t.Required,
        [.. t.Votes.OrderBy(v => v.At).Select(v => new VoteAnswer(v.Approver, v.Approves, v.Reason, v.At))],
        t.RequestedAt, t.ExpiresAt, t.Status, t.DecidedAt, t.DecisionReason, t.GrantMinutes, t.GrantExpiresAt, t.SessionId, t.Digest) { Actors = t.Actors };
}
