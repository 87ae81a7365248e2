using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using HoopLike.Agent.Protocols.Http.Credentials;
using HoopLike.Shared.Http;
using HoopLike.Shared.Http.Mcp;
using HoopLike.Shared.Masking.Bodies;
using Microsoft.AspNetCore.Http;

namespace HoopLike.Agent.Protocols.Http.Mcp;

/// <summary>Tells a server that its caller does not get what it asked for: it would wait for the answer otherwise, and the call that it works on with it.</summary>
internal sealed class McpServerReply(HttpContext context, OpenHttpSession session, long number)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    /// <summary>What a server needs to find the conversation by.</summary>
    private static readonly string[] kept = ["Mcp-Session-Id", "Mcp-Protocol-Version", "Cookie"];

    /// <exception cref="UnreadableBodyException">The server could not be told: the stream ends here.</exception>
    public async Task RefuseAsync(McpServerRequest asked, HttpTarget endpoint, CancellationToken ct)
    {
        var method = asked.Method.Length <= 80 && asked.Method.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '.') ? asked.Method : "something without a name";
        session.Recorder.Notice(number, "WARNING", "403", $"The server asked its caller for {method}, which no policy allows.");
        await session.Recorder.CommitAsync(ct);
        if (asked.Id is null) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            using var message = Message(McpReply.Error(asked.Id, $"{method} is not allowed here."), endpoint);
            using var answer = await session.Ways.Latest.Invoker.SendAsync(message, limit.Token);
            if (answer.IsSuccessStatusCode) return;
        }
        catch (Exception e) when (e is HttpRequestException or TargetCredentialException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            // The same as an answer that is a refusal.
        }

        throw new UnreadableBodyException("The MCP server asked something of its caller that no policy allows, and did not take the refusal.");
    }

    /// <summary>The path, as callers write it, of an address that the server gave for its calls; false where it leads elsewhere.</summary>
    public bool TryFind(string address, HttpTarget from, [NotNullWhen(true)] out string? path)
    {
        path = session.Ways.Latest.PathOf(address, from);
        return path is not null;
    }

    private HttpRequestMessage Message(byte[] body, HttpTarget endpoint)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, session.Ways.Latest.AddressOf(endpoint))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
        };
        message.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        foreach (var name in kept)
            if (context.Request.Headers[name] is [{ } value]) message.Headers.TryAddWithoutValidation(name, value);
        message.Options.Set(CredentialHandler.Whole, body);
        return message;
    }
}
