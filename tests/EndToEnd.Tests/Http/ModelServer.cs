using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace HoopLike.EndToEnd.Tests.Http;

/// <summary>An endpoint as OpenAI's is, for a model whose every word is known, and an internal API of refunds. Both take only the credential that the gateway has.</summary>
sealed class ModelServer
{
    public const string Secret = "sk-target-only-4711";

    /// <summary>What the model says when it calls no tool.</summary>
    public const string Words = "Write to heidi.planted@example.com or to nobody at all.";

    readonly WebApplication app;

    ModelServer(WebApplication app) => this.app = app;

    public int Port { get; } = FreePort.Next();

    /// <summary>Bodies that the model was asked with.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Refunds that were made, by their bodies.</summary>
    public ConcurrentQueue<string> Refunds { get; } = new();

    /// <summary>Every value of every header that came.</summary>
    public ConcurrentQueue<string> Heads { get; } = new();

    public static async Task<ModelServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        var server = new ModelServer(builder.Build());
        server.app.Urls.Add($"http://127.0.0.1:{server.Port}");
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync();
        return server;
    }

    async Task AnswerAsync(HttpContext context)
    {
        foreach (var value in context.Request.Headers.SelectMany(h => h.Value)) Heads.Enqueue(value ?? "");
        if (context.Request.Headers.Authorization != $"Bearer {Secret}")
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsJsonAsync(new { error = new { message = "Incorrect API key provided." } });
            return;
        }
        switch (context.Request.Path.Value)
        {
            case "/v1/chat/completions": await ChatAsync(context); break;
            case "/refunds": await RefundAsync(context); break;
            case "/upload": await CountAsync(context); break;
            default: context.Response.StatusCode = 404; break;
        }
    }

    static async Task CountAsync(HttpContext context)
    {
        var (buffer, total) = (new byte[64 * 1024], 0L);
        int length;
        while ((length = await context.Request.Body.ReadAsync(buffer)) > 0) total += length;
        await context.Response.WriteAsJsonAsync(new { bytes = total });
    }

    async Task RefundAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Refunds.Enqueue(await reader.ReadToEndAsync());
        await context.Response.WriteAsJsonAsync(new { refunded = true, mail = "heidi.planted@example.com" });
    }

    async Task ChatAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        Asked.Enqueue(text);
        var request = JsonNode.Parse(text)!;
        var message = Next(request["messages"]!.AsArray(), request["tools"]?.AsArray());
        if ((bool?)request["stream"] == true) await StreamAsync(context, message);
        else await context.Response.WriteAsJsonAsync(new { id = Guid.NewGuid().ToString(), @object = "chat.completion", created = 1, model = (string?)request["model"], choices = new[] { new { index = 0, message, finish_reason = message["tool_calls"] is null ? "stop" : "tool_calls" } }, usage = new { prompt_tokens = 1, completion_tokens = 1, total_tokens = 2 } });
    }

    /// <summary>Calls each tool that it was offered once, in order, and then says what the last one told.</summary>
    static JsonObject Next(JsonArray messages, JsonArray? tools)
    {
        var told = messages.Where(m => (string?)m!["role"] == "tool").ToList();
        if (tools is null || told.Count >= tools.Count) return new JsonObject { ["role"] = "assistant", ["content"] = told.Count == 0 ? Words : "The tools said: " + string.Join(" | ", told.Select(t => (string?)t!["content"])) };
        var name = (string)tools[told.Count]!["function"]!["name"]!;
        var call = new JsonObject { ["id"] = $"call_{told.Count}", ["type"] = "function", ["function"] = new JsonObject { ["name"] = name, ["arguments"] = """{"order":1}""" } };
        return new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(call) };
    }

    static async Task StreamAsync(HttpContext context, JsonObject message)
    {
        context.Response.ContentType = "text/event-stream";
        var id = Guid.NewGuid().ToString();
        if (message["tool_calls"] is { } calls)
        {
            var call = calls[0]!.DeepClone();
            call["index"] = 0;
            await EventAsync(context, id, new JsonObject { ["role"] = "assistant", ["tool_calls"] = new JsonArray(call) }, "tool_calls");
        }
        else
        {
            foreach (var piece in ((string)message["content"]!).Chunk(4)) await EventAsync(context, id, new JsonObject { ["content"] = new string(piece) }, null);
            await EventAsync(context, id, [], "stop");
        }
        await context.Response.WriteAsync("data: [DONE]\n\n");
    }

    static async Task EventAsync(HttpContext context, string id, JsonObject delta, string? finish)
    {
        var chunk = new JsonObject { ["id"] = id, ["object"] = "chat.completion.chunk", ["created"] = 1, ["model"] = "known", ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }) };
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n");
        await context.Response.Body.FlushAsync();
    }
}
