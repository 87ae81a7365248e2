using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Tests.Fixtures;

/// <summary>Speaks the agents' side of the hub protocol over a plain WebSocket.</summary>
sealed class FakeAgent : IAsyncDisposable
{
    const char End = '\u001e';
    readonly ClientWebSocket socket = new();
    readonly ConcurrentDictionary<string, TaskCompletionSource<JsonNode?>> calls = new();
    readonly CancellationTokenSource stop = new();
    readonly Channel<JsonObject> said = Channel.CreateUnbounded<JsonObject>();
    readonly SemaphoreSlim sending = new(1);
    Task reading = Task.CompletedTask;
    int last;

    public static async Task<(HttpResponseMessage Answer, Guid Id)> EnrolAsync(RunningConsole console, ECDsa key, string name, string token)
    {
        using var client = console.Client();
        var answer = await client.PostAsJsonAsync(AgentHubAddress.Enrol, new EnrolmentRequest(name, token, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), "1.0"), SnapshotJson.Plain);
        var id = answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<EnrolmentAnswer>(SnapshotJson.Plain))!.AgentId : Guid.Empty;
        return (answer, id);
    }

    /// <summary>Enrols as <c>local</c> and says hello.</summary>
    public static async Task<FakeAgent> JoinAsync(RunningConsole console, ECDsa key, string name = "local", string token = SomeConfig.AgentToken)
    {
        var (answer, id) = await EnrolAsync(console, key, name, token);
        answer.EnsureSuccessStatusCode();
        return await ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Control);
    }

    public static async Task<FakeAgent> ConnectAsync(RunningConsole console, string jwt, string hub)
    {
        var agent = new FakeAgent();
        agent.socket.Options.SetRequestHeader("Authorization", "Bearer " + jwt);
        await agent.socket.ConnectAsync(new Uri(console.Address.Replace("http:", "ws:") + hub), CancellationToken.None);
        await agent.SendAsync("{\"protocol\":\"json\",\"version\":1}");
        agent.reading = agent.ReadAsync();
        if (hub == AgentHubAddress.Control) await agent.CallAsync(nameof(IAgentControlHub.Hello), new AgentHello("1.0", null, "host-a"));
        return agent;
    }

    public async Task<JsonNode?> CallAsync(string method, params object[] arguments)
    {
        var id = Interlocked.Increment(ref last).ToString();
        var done = calls[id] = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(JsonSerializer.Serialize(new { type = 1, invocationId = id, target = method, arguments }, SnapshotJson.Plain));
        return await done.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>The next time that the console calls this method; its first argument.</summary>
    public async Task<JsonNode> HearAsync(string method)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var message = await said.Reader.ReadAsync(patience.Token);
            if ((string?)message["target"] == method) return message["arguments"]![0]!;
        }
    }

    public async Task<AgentSnapshot> SnapshotAsync() =>
        JsonSerializer.Deserialize<AgentSnapshot>((string)(await HearAsync(nameof(IAgentControlClient.ApplySnapshot)))!, SnapshotJson.Revealing)!;

    /// <summary>How it answers what the console asks.</summary>
    public Func<AgentQuestion, AgentReply>? Answering { get; set; }

    /// <summary>What it offers when it is asked for a new key.</summary>
    public Func<string, KeyProposal>? Proposing { get; set; }

    /// <summary>Ends when the console has cut the connection.</summary>
    public Task GoneAsync() => reading.ContinueWith(static _ => { }, TaskScheduler.Default).WaitAsync(TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        socket.Abort();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Dispose();
    }

    async Task SendAsync(string text)
    {
        await sending.WaitAsync();
        await socket.SendAsync(Encoding.UTF8.GetBytes(text + End), WebSocketMessageType.Text, true, CancellationToken.None);
        sending.Release();
    }

    async Task ReadAsync()
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (socket.State == WebSocketState.Open)
        {
            var got = await socket.ReceiveAsync(buffer, stop.Token);
            text.Append(Encoding.UTF8.GetString(buffer, 0, got.Count));
            while (text.ToString().IndexOf(End) is >= 0 and var end)
            {
                Take(JsonNode.Parse(text.ToString(0, end))!.AsObject());
                text.Remove(0, end + 1);
            }
        }
    }

    Task AnswerAsync(JsonObject message, object result) => SendAsync(JsonSerializer.Serialize(new { type = 3, invocationId = (string)message["invocationId"]!, result }, SnapshotJson.Plain));

    void Take(JsonObject message)
    {
        switch ((int?)message["type"])
        {
            case 1 when (string?)message["target"] == nameof(IAgentControlClient.Answer) && Answering is { } answer:
                var question = JsonSerializer.Deserialize<AgentQuestion>((string)message["arguments"]![0]!, SnapshotJson.Revealing)!;
                _ = AnswerAsync(message, answer(question));
                break;
            case 1 when (string?)message["target"] == nameof(IAgentControlClient.Revoke):
                said.Writer.TryWrite(message);
                _ = AnswerAsync(message, true);
                break;
            case 1 when (string?)message["target"] == nameof(IAgentControlClient.ProposeKey) && Proposing is { } propose:
                _ = AnswerAsync(message, propose((string)message["arguments"]![0]!));
                break;
            case 1:
                said.Writer.TryWrite(message);
                break;
            case 3 when calls.TryRemove((string)message["invocationId"]!, out var call):
                if (message["error"] is { } error) call.TrySetException(new InvalidOperationException((string)error!));
                else call.TrySetResult(message["result"]);
                break;
        }
    }
}
