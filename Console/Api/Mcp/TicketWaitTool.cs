using System.Text.Json.Nodes;
using HoopLike.Console.Approvals;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using ModelContextProtocol.Protocol;

namespace HoopLike.Console.Api.Mcp;

/// <summary><c>wait_for_ticket</c>.</summary>
internal sealed class TicketWaitTool(ApprovalService approvals, LiveFeed live, ConsoleAddress address, TimeProvider time) : IMcpTool
{
    private const int Longest = 300;
    private const int Standard = 45;

    /// <summary>News may be lost on the way between consoles; and whoever waits hears that it is still waited.</summary>
    private static readonly TimeSpan beat = TimeSpan.FromSeconds(10);

    public Tool Definition { get; } = ToolDefinitions.Of(
        "wait_for_ticket", "Wait for a ticket",
        "Waits until a ticket is decided, at most seconds, and returns how it stands. When status is still 'pending', call it again or tell the person who asked you. Tickets of the caller, and those that the caller may decide.",
        """
        {"type":"object","required":["ticket"],"additionalProperties":false,"properties":{
          "ticket":{"type":"string","description":"The id that request_access or run_query gave"},
          "seconds":{"type":"integer","minimum":0,"maximum":300,"description":"How long to wait; 45 unless said"}}}
        """, isReadOnly: true);

    public async Task<JsonNode> RunAsync(McpArguments arguments, McpCaller caller, Func<string, Task> progress, CancellationToken cancellationToken)
    {
        var (id, end) = (arguments.Id("ticket"), time.GetUtcNow().AddSeconds(arguments.Number("seconds", 0, Longest, Standard)));
        var news = new SemaphoreSlim(0, 1);
        using var subscription = live.Subscribe(LiveTopics.Approvals, e =>
        {
            if (Guid.TryParse(e.Key, out var changed) && changed == id && news.CurrentCount == 0) Wake(news);
        });
        while (true)
        {
            var ticket = await approvals.FindAsync(id, cancellationToken);
            if (ticket is null || !(caller.SeesEverything || DecisionDesk.MaySee(ticket, caller.Decider)) || !caller.IsFor(ticket.Connection)) throw new McpRefusal("There is no such ticket for you.");
            var left = end - time.GetUtcNow();
            if (ticket.Status != ApprovalStatus.Pending || left <= TimeSpan.Zero) return TicketWords.Of(ticket, address);
            if (!await WaitAsync(news, left < beat ? left : beat, cancellationToken)) await progress($"Waiting for {address.Of($"/approvals/{id}")}");
        }
    }

    private async Task<bool> WaitAsync(SemaphoreSlim news, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await news.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static void Wake(SemaphoreSlim news)
    {
        try
        {
            news.Release();
        }
        catch (SemaphoreFullException)
        {
            // Woken already.
        }
    }
}
