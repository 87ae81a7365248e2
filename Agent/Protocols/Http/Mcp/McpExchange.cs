using HoopLike.Agent.Gates;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http;
using HoopLike.Shared.Http.Mcp;
using HoopLike.Shared.Masking.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>What is done for a request beyond what is done for every request, where it speaks MCP: refusals in JSON-RPC, signs of life while humans decide, and the filter of what the server says.</summary>
internal sealed class McpExchange
{
    private readonly HttpContext context;
    private readonly OpenHttpSession session;
    private readonly TimeProvider time;
    private readonly McpRules rules;
    private McpRequest? request;
    private McpWait? wait;

    public McpExchange(HttpContext context, OpenHttpSession session, RequestAddress address, TimeProvider time)
    {
        (this.context, this.session, this.time) = (context, session, time);
        IsSpoken = Says(context.Request);
        rules = new McpRules(session, address);
    }

    /// <summary>The exchange is one of MCP, as far as its head, or what was read of its body, tells. Its body is small then, and is read before it is decided.</summary>
    public bool IsSpoken { get; private set; }

    private bool TakesEvents => Accepts("text/event-stream");

    /// <summary>The request as it was decided.</summary>
    public void Read(HttpOperation read)
    {
        rules.Headers = read.Headers;
        request = McpRequest.Of(read);
        IsSpoken |= request is not null;
    }

    /// <summary>Refuses in JSON-RPC. False where nobody would read that: the request is none, waits for no answer, or comes from a client whose answers come on another stream.</summary>
    public async Task<bool> TryRefuseAsync(string words, string? policy)
    {
        if (request is null || McpReply.Refusal(request, words, policy) is not { } answer) return false;
        if (wait is not null)
        {
            await wait.EndAsync(McpReply.Event(answer));
            return true;
        }

        if (context.Response.HasStarted || !(Accepts("application/json") || TakesEvents)) return false;
        context.Response.Clear();
        var isEvent = !Accepts("application/json");
        context.Response.ContentType = isEvent ? "text/event-stream" : "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(isEvent ? McpReply.Event(answer) : answer, context.RequestAborted);
        return true;
    }

    /// <summary>A human is asked: where the caller reads a stream it begins now, so that nobody on the way takes the silence for the end.</summary>
    public async Task HeldAsync(ApprovalOpened ticket, CancellationToken ct)
    {
        // What initialize says of the session stands in the head of its answer, which is not known yet.
        if (request is not { IsBatch: false, Calls: [{ Id: not null } call] } || call.Is("initialize") || !TakesEvents) return;
        wait = new McpWait(context, call, ticket.Address, time);
        await wait.BeginAsync(ct);
    }

    /// <summary>The waiting has an end. What comes now comes in the stream that has begun.</summary>
    public async Task DecidedAsync(bool isApproved)
    {
        if (wait is null) return;
        await wait.StopAsync();
        if (isApproved) wait.TakeOver();
    }

    /// <summary>The server has answered, or has not.</summary>
    public Task ForwardedAsync() => wait?.FinishAsync() ?? Task.CompletedTask;

    /// <summary>What the server says, as far as its caller gets it.</summary>
    /// <param name="isEncoded">It could not be decoded.</param>
    /// <param name="number">Of the request.</param>
    public Stream Govern(Stream answer, string? type, bool isEncoded, BodyRules masks, long number)
    {
        var media = System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(type, out var parsed) ? parsed.MediaType?.ToLowerInvariant() : null;
        var isEvents = media == "text/event-stream";
        if (!IsSpoken && !isEvents) return answer;
        if (isEncoded) return IsSpoken ? new McpUnreadableStream(answer, "The MCP server's answer is encoded, though it was asked for plain.") : answer;
        var reply = new McpServerReply(context, session, number);
        if (isEvents) return new McpEventStream(answer, rules, masks, IsSpoken, reply);
        if (media == "application/json" || media?.EndsWith("+json", StringComparison.Ordinal) == true) return new McpJsonStream(answer, rules, masks, reply);
        return request?.Calls.Any(c => c.Is("tools/list")) == true ? new McpUnreadableStream(answer, "The MCP server's list of tools is neither JSON nor a stream of events.") : answer;
    }

    /// <summary>Whether the length of such an answer may change on the way.</summary>
    public bool MayChange(string? type) => IsSpoken || type?.Contains("event-stream", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>What clients of the specification say with every message: that they take both kinds of answer, which session they are in, which version they speak.</summary>
    private static bool Says(HttpRequest asked) =>
        asked.Headers.ContainsKey("Mcp-Session-Id") || asked.Headers.ContainsKey("Mcp-Protocol-Version") || asked.Headers.ContainsKey("Mcp-Method")
        || (Microsoft.AspNetCore.Http.HttpMethods.IsPost(asked.Method) && Accepts(asked, "application/json") && Accepts(asked, "text/event-stream"));

    private bool Accepts(string type) => Accepts(context.Request, type);

    private static bool Accepts(HttpRequest asked, string type) =>
        asked.Headers.Accept.Any(line => line?.Contains(type, StringComparison.OrdinalIgnoreCase) == true && MediaTypeHeaderValue.TryParseList([line], out var list) && list.Any(m => m.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)));
}
