using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http.WebSockets;

/// <summary>A WebSocket through the gateway to a server that says back what it is told.</summary>
public sealed class SocketExchangeTests : IAsyncLifetime
{
    private static readonly ImmutableSortedDictionary<string, ImmutableArray<string>> drop = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("$.method", ["drop"]);

    private HttpGateway gateway = null!;

    public async Task InitializeAsync() => gateway = await HttpGateway.StartAsync(EchoAsync);

    public async Task DisposeAsync() => await gateway.DisposeAsync();

    [Fact]
    public async Task Messages_go_both_ways_whole_and_the_goodbye_arrives()
    {
        using var socket = await OpenAsync();

        var large = new string('x', 300_000);
        Assert.Equal("echo", socket.SubProtocol);
        Assert.Equal("hello", await AskAsync(socket, "hello"));
        Assert.Equal(large, await AskAsync(socket, large));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "thanks", CancellationToken.None).WaitAsync(Some.Patience);

        Assert.Equal((WebSocketCloseStatus.NormalClosure, "thanks"), (socket.CloseStatus, socket.CloseStatusDescription));
        Assert.Contains("Bearer target-secret", gateway.Reached.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_message_is_masked_and_on_record_masked()
    {
        gateway.Rule(masks: [new MaskingRuleConfig { Name = "mails", Detectors = ["email"], Method = new MaskMethod(MaskKind.Redact) }, new MaskingRuleConfig { Name = "words", JsonPaths = ["$..word"], Method = new MaskMethod(MaskKind.Redact) }]);
        using var socket = await OpenAsync();

        var json = await AskAsync(socket, """{"word":"planted","mail":"ada.planted@example.com"}""");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Some.Patience);

        Assert.StartsWith("{\"word\":", json, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", json, StringComparison.Ordinal);
        await gateway.EndAsync();
        var recorded = string.Join('\n', gateway.Events().Select(e => Encoding.UTF8.GetString(e.Payload.Span)));
        Assert.DoesNotContain("planted", recorded, StringComparison.Ordinal);
        Assert.Contains("word", recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_targets_credential_does_not_come_back_in_a_message()
    {
        using var socket = await OpenAsync();

        Assert.Equal("you came with ***!", await AskAsync(socket, "you came with target-secret!"));
    }

    [Fact]
    public async Task What_cannot_be_read_under_a_rule_ends_the_socket_in_words()
    {
        gateway.Rule(masks: [new MaskingRuleConfig { Name = "words", JsonPaths = ["$..word"], Method = new MaskMethod(MaskKind.Redact) }]);
        using var socket = await OpenAsync();

        await socket.SendAsync(Encoding.UTF8.GetBytes("no JSON at all"), WebSocketMessageType.Text, true, CancellationToken.None);
        var end = await socket.ReceiveAsync(new byte[1024], CancellationToken.None).WaitAsync(Some.Patience);

        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.InvalidMessageType), (end.MessageType, end.CloseStatus));
        Assert.Contains("masking rules", end.CloseStatusDescription, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_denies_the_upgrade()
    {
        gateway.Rule([Policy(PolicyEffect.Deny, new HttpMatch { Paths = ["/live/**"] })]);

        var refused = await Assert.ThrowsAsync<WebSocketException>(OpenAsync);

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        Assert.Empty(gateway.Reached);
    }

    [Fact]
    public async Task A_policy_denies_one_message_and_those_before_it_went_through()
    {
        gateway.Rule([Policy(PolicyEffect.Deny, new HttpMatch { JsonPaths = drop })]);
        using var socket = await OpenAsync();

        Assert.Equal("""{"method":"read"}""", await AskAsync(socket, """{"method":"read"}"""));
        await socket.SendAsync("""{"method":"drop"}"""u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var end = await socket.ReceiveAsync(new byte[1024], CancellationToken.None).WaitAsync(Some.Patience);

        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "Not here."), (end.CloseStatus, end.CloseStatusDescription));
    }

    [Fact]
    public async Task One_message_waits_for_humans()
    {
        gateway.Rule([Policy(PolicyEffect.Approve, new HttpMatch { JsonPaths = drop })]);
        using var socket = await OpenAsync();

        var answer = AskAsync(socket, """{"method":"drop"}""");
        var asked = await gateway.Link.Asked;
        Assert.False(answer.IsCompleted);
        gateway.Link.Decide(asked, ApprovalStatus.Approved);

        Assert.Equal("""{"method":"drop"}""", await answer);
        Assert.Contains("\"method\":\"drop\"", asked.Operation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_is_ended_ends_the_socket()
    {
        using var socket = await OpenAsync();
        await AskAsync(socket, "hello");

        gateway.Registry.All.Single().End("killed");

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[10], CancellationToken.None).WaitAsync(Some.Patience));
    }

    private static PolicyConfig Policy(PolicyEffect effect, HttpMatch http) =>
        new() { Name = "p", Effect = effect, Scope = PolicyScope.Operation, Http = http, Message = "Not here.", Approval = effect == PolicyEffect.Approve ? new ApprovalRequirement(["dba"]) : null };

    private async Task<ClientWebSocket> OpenAsync()
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("echo");
        socket.Options.SetRequestHeader("Authorization", $"Bearer {HttpGateway.Key}");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.Port}/live/1"), CancellationToken.None).WaitAsync(Some.Patience);
        return socket;
    }

    private static async Task<string> AskAsync(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var (said, buffer) = (new StringBuilder(), new byte[64 * 1024]);
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Some.Patience);
            said.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            if (part.EndOfMessage) return part.MessageType == WebSocketMessageType.Close ? $"closed {part.CloseStatus}: {part.CloseStatusDescription}" : said.ToString();
        }
    }

    private async Task EchoAsync(HttpContext context)
    {
        lock (gateway.Reached) gateway.Reached[^1] += $" {context.Request.Headers.Authorization}";
        using var socket = await context.WebSockets.AcceptWebSocketAsync("echo");
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, context.RequestAborted);
            if (part.MessageType == WebSocketMessageType.Close) break;
            await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, context.RequestAborted);
        }
        await socket.CloseOutputAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, context.RequestAborted);
    }
}
