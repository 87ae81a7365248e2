using System.Diagnostics.CodeAnalysis;
using HoopLike.Shared.Http.Mcp;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>The answer to a call that a human decides about: a stream that begins at once, shows life while nothing is decided, and then takes what the server says.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Both end with what they stand for: the source when it is decided, the answer when it is there.")]
internal sealed class McpWait(HttpContext context, McpCall call, string address, TimeProvider time)
{
    /// <summary>Well below what proxies and clients take for the end: HTTP intermediaries commonly give up after 30 to 60 seconds of silence.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource decided = new();
    private Task beating = Task.CompletedTask;
    private EventAnswer? answer;
    private (IHttpResponseFeature Head, IHttpResponseBodyFeature Body) own;

    public async Task BeginAsync(CancellationToken ct)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        await SayAsync(0, ct);
        beating = BeatAsync();
    }

    /// <summary>From here on nothing is said any more but by whoever answers.</summary>
    public async Task StopAsync()
    {
        await decided.CancelAsync();
        await beating;
        decided.Dispose();
    }

    /// <summary>What is answered from now on becomes events of this stream.</summary>
    public void TakeOver()
    {
        own = (context.Features.GetRequiredFeature<IHttpResponseFeature>(), context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        var head = new HttpResponseFeature();
        answer = new EventAnswer(context.Response.Body, head);
        context.Features.Set<IHttpResponseFeature>(head);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
    }

    /// <summary>The server's answer is all there, or broke off.</summary>
    public async Task FinishAsync()
    {
        if (answer is null) return;
        context.Features.Set(own.Head);
        context.Features.Set(own.Body);
        await answer.FinishAsync(call.Id!, context.RequestAborted);
        await answer.DisposeAsync();
        answer = null;
    }

    /// <summary>The last event.</summary>
    public async Task EndAsync(byte[] last)
    {
        if (answer is not null)
        {
            context.Features.Set(own.Head);
            context.Features.Set(own.Body);
        }

        await context.Response.Body.WriteAsync(last, context.RequestAborted);
    }

    private async Task BeatAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Beat, time);
            for (var beats = 1; await timer.WaitForNextTickAsync(decided.Token); beats++) await SayAsync(beats, context.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Decided, or the client left: who waits for the decision learns of it the same way.
        }
    }

    /// <summary>A comment for whoever is on the way, and progress for a caller that asked for it: clients may count it as life.</summary>
    private async Task SayAsync(int beats, CancellationToken ct)
    {
        await context.Response.Body.WriteAsync(": waiting for an approval\n\n"u8.ToArray(), ct);
        if (call.ProgressToken is { } token) await context.Response.Body.WriteAsync(McpReply.Event(McpReply.Progress(token, beats, $"Waiting for an approval: {address}")), ct);
        await context.Response.Body.FlushAsync(ct);
    }
}
