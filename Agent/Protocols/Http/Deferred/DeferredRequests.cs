using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Http;

namespace HoopLike.Agent.Protocols.Http.Deferred;

/// <summary>
/// Requests that wait for an approval without their callers, who asked for that by <c>Prefer: respond-async</c> (RFC 7240, section 4.1). They are told where to look, each request is sent once, when it is approved, and its answer is kept
/// for a while. Thread-safe.
/// </summary>
internal sealed class DeferredRequests(TimeProvider time)
{
    /// <summary>Where a caller looks, below the connection's own address.</summary>
    private const string Place = "/.hooplike/requests/";

    /// <summary>Of one caller at once: each may hold a body and an answer of 1 MiB.</summary>
    private const int OfOneCaller = 32;

    private const string RetrySeconds = "2";

    private static readonly TimeSpan kept = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Guid, DeferredRequest> all = new();

    public static bool IsWanted(HttpRequest request) => request.Headers["Prefer"].Any(p => p?.Contains("respond-async", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>A path that is the gateway's own, not the target's.</summary>
    public static bool IsPlace(string path) => path.StartsWith(Place, StringComparison.Ordinal);

    /// <summary>Takes a request over and tells its caller where to look. Completes when the caller is told.</summary>
    /// <param name="run">Runs an exchange over the context given, and tells of its ticket.</param>
    [SuppressMessage("Reliability", "CA2025", Justification = "It is disposed of when it has run, or when its answer was kept long enough.")]
    public async Task AcceptAsync(HttpContext context, RequestAddress address, string caller, HeldBody body, Func<DeferredRequest, Task> run)
    {
        Forget();
        if (all.Values.Count(d => d.Caller == caller) >= OfOneCaller)
        {
            context.Response.Headers.RetryAfter = RetrySeconds;
            await Problems.SayAsync(context, StatusCodes.Status429TooManyRequests, $"{OfOneCaller} of your requests wait already, or have answers that you did not fetch.");
            return;
        }
        var deferred = new DeferredRequest(context, body, caller, address.Connection.Name);
        var running = RunAsync(deferred, run);
        await Task.WhenAny(deferred.Held, running);
        if (deferred.Held.IsCompletedSuccessfully)
        {
            var ticket = await deferred.Held;
            all[ticket.Id] = deferred;
            await TellAsync(context, address, ticket);
            return;
        }
        // Nobody had to be asked after all, or nobody could be.
        using (deferred) await deferred.CopyToAsync(context.Response, context.RequestAborted);
    }

    /// <summary>What has become of one's request.</summary>
    public async Task AnswerAsync(HttpContext context, RequestAddress address, string caller)
    {
        Forget();
        if (!Guid.TryParse(address.Target.Path.AsSpan(Place.Length), out var id) || !all.TryGetValue(id, out var deferred) || deferred.Caller != caller || deferred.Connection != address.Connection.Name)
        {
            await Problems.SayAsync(context, StatusCodes.Status404NotFound, $"You have no such request here. Answers are kept for {kept.TotalMinutes:0} minutes, and not over a restart of the agent.");
            return;
        }
        if (deferred.DoneAt is null) await TellAsync(context, address, await deferred.Held);
        else await deferred.CopyToAsync(context.Response, context.RequestAborted);
    }

    private async Task RunAsync(DeferredRequest deferred, Func<DeferredRequest, Task> run)
    {
        await Task.Yield();
        try
        {
            await run(deferred);
            if (deferred.RequestAborted.IsCancellationRequested) await Problems.SayAsync(deferred.Context, StatusCodes.Status503ServiceUnavailable, "The request was ended before it was answered.");
        }
        finally
        {
            deferred.DoneAt = time.GetUtcNow();
        }
    }

    private static Task TellAsync(HttpContext context, RequestAddress address, ApprovalOpened ticket)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.Headers.Location = $"{address.Prefix}{Place}{ticket.Id}";
        response.Headers.RetryAfter = RetrySeconds;
        response.Headers["Preference-Applied"] = "respond-async";
        return response.WriteAsJsonAsync(new { title = "The request waits for an approval.", status = 202, detail = $"Ask again at {response.Headers.Location}: it is sent once, when it is approved.", ticket = ticket.Address, expiresAt = ticket.ExpiresAt }, context.RequestAborted);
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (id, old) in all.Where(d => d.Value.DoneAt is { } done && now - done > kept))
            if (all.TryRemove(KeyValuePair.Create(id, old))) old.Dispose();
    }
}
