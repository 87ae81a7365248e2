using System.IO.Pipelines;
using System.Text;
using HoopLike.Console.Agents;
using HoopLike.Console.Security;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Api;

/// <param name="End">Why it ended.</param>
/// <param name="Verified">Whether the recording's chain and signature hold; absent while the session runs.</param>
public sealed record SessionAnswer(
    Guid Id, string Identity, CallerKind IdentityKind, IReadOnlyList<string> Groups, string Connection, string Protocol, string Agent, string? ClientAddress, string? Database, string? Application,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? End, int Operations, int Denied, int Held, long MaskedValues, bool? Verified)
{
    /// <summary>Who acted for the identity, the one that called first; empty where it called itself.</summary>
    public IReadOnlyList<ActorIdentity> Actors { get; init; } = [];
}

public sealed record KillRequest(string? Reason);

/// <summary><c>/api/v1/sessions</c>. Auditors and admins see all, everybody their own.</summary>
internal static class SessionsApi
{
    private const string OperationsType = "text/csv; charset=utf-8";
    private const int FlushAt = 64 * 1024;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/sessions", ListAsync).WithSummary("Sessions, newest first; q searches the recorded operations").Produces<ApiPage<SessionAnswer>>();
        api.MapGet("/sessions/{id:guid}", FindAsync).WithSummary("One session").Produces<SessionAnswer>();
        api.MapGet("/sessions/{id:guid}/events", EventsAsync).WithSummary("Its recorded events, one a line; follow=true goes on while it runs").Produces<string>(contentType: "application/x-ndjson");
        api.MapGet("/sessions/{id:guid}/operations.csv", OperationsAsync).WithSummary("Its operations as a table for spreadsheets").Produces<string>(contentType: OperationsType);
        api.MapGet("/sessions/{id:guid}/recording", RecordingAsync).RequireAuthorization(Roles.SeesEverything).WithSummary("The recording file that hooplike verify reads");
        api.MapPost("/sessions/{id:guid}/kill", KillAsync).RequireAuthorization(Roles.Admin).WithSummary("Ends a session within a second").Produces<SessionAnswer>(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, SessionSearch search, string? identity, string? connection, string? protocol, string? verdict, string? q, DateTimeOffset? from, DateTimeOffset? to, bool? live, string? cursor, int? limit,
        CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Problems.Invalid("cursor: is none that a page gave.");
        var size = Cursor.Limit(limit);
        var own = context.User.SeesEverything() ? null : context.User.Caller();
        if (own is not null && identity is not null && identity != own.Name) return Results.Ok(new ApiPage<SessionAnswer>([], null));
        var found = await search.FindAsync(new SessionQuery(own?.Name ?? identity, connection, protocol, verdict, q, from, to, live), after, size, cancellationToken);
        return Results.Ok(new ApiPage<SessionAnswer>([.. found.Where(s => own is null || own.Owns(s.Identity, s.Actors)).Select(Answer)], found.Count < size ? null : Cursor.Write(found[^1].StartedAt, found[^1].Id)));
    }

    private static async Task<IResult> FindAsync(Guid id, HttpContext context, SessionSearch search, CancellationToken cancellationToken) =>
        await VisibleAsync(id, context, search, cancellationToken) is { } session ? Results.Ok(Answer(session)) : NotFound;

    private static async Task EventsAsync(Guid id, long? after, bool? follow, HttpContext context, SessionSearch search, SessionEvents events, IHostApplicationLifetime lifetime)
    {
        var session = await VisibleAsync(id, context, search, context.RequestAborted);
        if (session is null)
        {
            await NotFound.ExecuteAsync(context);
            return;
        }

        // A console that stops must not wait for those who watch.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.StartAsync(stop.Token);
        try
        {
            await WriteAsync(context.Response.BodyWriter, events.ReadAsync(id, after ?? -1, follow == true, stop.Token), follow == true, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader went away, or the console stops.
        }
    }

    private static async Task WriteAsync(PipeWriter writer, IAsyncEnumerable<Shared.Recording.RecordedEvent> events, bool follow, CancellationToken stop)
    {
        await foreach (var recorded in events)
        {
            recorded.WriteLine(writer);
            if (follow || writer.UnflushedBytes > FlushAt) await writer.FlushAsync(stop);
        }
    }

    private static async Task OperationsAsync(Guid id, HttpContext context, SessionSearch search, OperationsCsv operations)
    {
        if (await VisibleAsync(id, context, search, context.RequestAborted) is null)
        {
            await NotFound.ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = OperationsType;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = $"attachment; filename={id}.csv";
        var writer = context.Response.BodyWriter;
        try
        {
            await foreach (var line in operations.LinesAsync(id, context.RequestAborted))
            {
                Encoding.UTF8.GetBytes(line, writer);
                if (writer.UnflushedBytes > FlushAt) await writer.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader went away.
        }
    }

    private static async Task<IResult> RecordingAsync(Guid id, SessionSearch search, IRecordingStore store, CancellationToken cancellationToken)
    {
        if (await search.FindAsync(id, cancellationToken) is null) return NotFound;
        try
        {
            return Results.Stream(store.OpenRead(id), "application/octet-stream", $"{id}{Shared.Recording.RecordingFormat.Extension}", enableRangeProcessing: true);
        }
        catch (FileNotFoundException)
        {
            return Problems.NotFound("The recording is not there any more.");
        }
    }

    private static async Task<IResult> KillAsync(Guid id, KillRequest? request, HttpContext context, SessionKill kill, CancellationToken cancellationToken)
    {
        if (request?.Reason is { Length: > SessionKill.LongestReason }) return Problems.Invalid($"reason: is longer than {SessionKill.LongestReason} characters.");
        var (session, problem) = await kill.EndAsync(id, request?.Reason, context.Actor(), cancellationToken);
        if (problem is not null) return session is null ? NotFound : Problems.Conflict(problem);
        return Results.Accepted($"/api/v1/sessions/{id}", Answer(session!));
    }

    private static IResult NotFound => Problems.NotFound("There is no such session for you.");

    private static async Task<SessionEntity?> VisibleAsync(Guid id, HttpContext context, SessionSearch search, CancellationToken cancellationToken)
    {
        var session = await search.FindAsync(id, cancellationToken);
        return session is not null && (context.User.SeesEverything() || context.User.Caller().Owns(session.Identity, session.Actors)) ? session : null;
    }

    private static SessionAnswer Answer(SessionEntity s) => new(
        s.Id, s.Identity, s.IdentityKind, s.Groups, s.Connection, s.Protocol, s.Agent, s.ClientAddress, s.Database, s.Application, s.StartedAt, s.EndedAt, s.End, s.Operations, s.Denied, s.Held, s.MaskedValues, s.Verified) { Actors = s.Actors };
}
