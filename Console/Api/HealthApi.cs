using HoopLike.Console.Data;

namespace HoopLike.Console.Api;

/// <summary><c>/healthz</c>: live while the process answers, ready while the store does.</summary>
internal static class HealthApi
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(3);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz/live", () => Results.Text("live")).AllowAnonymous().WithSummary("200 while the process answers");
        app.MapGet("/healthz/ready", ReadyAsync).AllowAnonymous().WithSummary("200 while the store answers, else 503");
    }

    private static async Task<IResult> ReadyAsync(ConsoleDbFactory databases, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            await using var db = databases.CreateDbContext();
            await CounterEntity.ReadAsync(db, CounterEntity.SnapshotVersion, deadline.Token);
            return Results.Text("ready");
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is that keeps the store away is in the log; callers learn only that it is.
            return Results.Problem("The store does not answer.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
