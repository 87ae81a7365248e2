using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Text;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Masking.Bodies;
using Microsoft.AspNetCore.Http;

namespace HoopLike.Agent.Protocols.Http.WebSockets;

/// <summary>A WebSocket (RFC 6455) whose upgrade was let through: from here on each message is decided, masked, recorded and handed on, whole, in its turn.</summary>
/// <param name="judge">Decides on a message of the caller's; waits where humans are to be asked. Throws <see cref="SocketEndedException"/> for no.</param>
internal sealed class SocketExchange(HttpContext context, OpenHttpSession session, TargetWay way, long number, int limit, Func<SocketMessage, Task> judge, Func<RequestRules> rulesNow, TimeProvider time) : IDisposable
{
    /// <summary>For a goodbye to be answered by one.</summary>
    private static readonly TimeSpan goodbye = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim toCaller = new(1);
    private volatile string? ended;

    public void Dispose() => toCaller.Dispose();

    [SuppressMessage("Reliability", "CA2025", Justification = "Both have ended before anything of theirs is disposed of.")]
    public async Task RunAsync(Uri address)
    {
        using var target = await TargetSocket.OpenAsync(context, address, way.Invoker, context.RequestAborted);
        using var caller = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = target.SubProtocol });
        using var asked = new BodyRecord(session.Recorder, number, BodyRecord.Request, limit, null, null, time);
        using var told = new BodyRecord(session.Recorder, number, BodyRecord.Answer, limit, null, null, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var why = "broken off";
        Task<string>[] pumps = [PumpAsync(caller, target, caller, asked, BodyDirection.Request, over), PumpAsync(target, caller, caller, told, BodyDirection.Response, over)];
        try
        {
            why = await await Task.WhenAny(pumps);
            over.CancelAfter(goodbye);
            await Task.WhenAll(pumps);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // One of the two is gone; the other learns it by the end of its connection.
        }
        finally
        {
            await over.CancelAsync();
            await ((Task)Task.WhenAll(pumps)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            asked.End(context.Request.Method, 0);
            told.End($"101 {ended ?? why}", 0);
        }
    }

    /// <summary>Until a side says goodbye, or must not go on; what the caller says after that is not heard.</summary>
    /// <returns>How it ended, for the recording.</returns>
    private async Task<string> PumpAsync(WebSocket from, WebSocket to, WebSocket caller, BodyRecord record, BodyDirection direction, CancellationTokenSource over)
    {
        while (true)
        {
            try
            {
                var message = await SocketMessage.ReadAsync(from, over.Token);
                if (message.Type == WebSocketMessageType.Close) return await PartAsync(from, to, direction, over.Token);
                if (ended is null) await HandOnAsync(message, to, record, direction, over.Token);
            }
            catch (SocketEndedException e)
            {
                ended ??= e.Message;
                over.CancelAfter(goodbye);
                await CloseAsync(caller, e.Status, e.Message, over.Token);
                if (direction == BodyDirection.Response) return e.Message;
            }
        }
    }

    private async Task<string> PartAsync(WebSocket from, WebSocket to, BodyDirection direction, CancellationToken ct)
    {
        var status = from.CloseStatus ?? WebSocketCloseStatus.Empty;
        var words = SafeText.Of(BodyMasks.ForHead(rulesNow().Bodies, direction), way.Injected.Forms.Hide(from.CloseStatusDescription ?? ""));
        await CloseAsync(to, status, words, ct);
        return $"closed {(int)status} {words}".TrimEnd();
    }

    private async Task HandOnAsync(SocketMessage message, WebSocket to, BodyRecord record, BodyDirection direction, CancellationToken ct)
    {
        if (direction == BodyDirection.Request) await judge(message);
        else message = WithoutSecrets(message);
        var bodies = rulesNow().Bodies;
        var masked = MessageMask.Apply(message, bodies, direction);
        if (MessageMask.ForRecord(message, bodies) is { } shown) record.Take(shown, isEnd: false);
        else record.Hide(masked.Span);
        await session.Recorder.CommitAsync(ct);
        await SendAsync(to, masked, message.Type, direction, ct);
    }

    /// <summary>A target that says the gateway's credential back does not say it to the caller.</summary>
    private SocketMessage WithoutSecrets(SocketMessage message)
    {
        if (message.Type != WebSocketMessageType.Text || way.Injected.Forms is not { IsEmpty: false } forms) return message;
        var output = new ArrayBufferWriter<byte>(message.Bytes.Length + 16);
        var removal = forms.Start();
        removal.Write(message.Bytes.Span, output);
        removal.Complete(output);
        return message with { Bytes = output.WrittenMemory };
    }

    private async Task SendAsync(WebSocket to, ReadOnlyMemory<byte> bytes, WebSocketMessageType type, BodyDirection direction, CancellationToken ct)
    {
        if (direction == BodyDirection.Request)
        {
            await to.SendAsync(bytes, type, endOfMessage: true, ct);
            return;
        }
        await toCaller.WaitAsync(ct);
        try
        {
            await to.SendAsync(bytes, type, endOfMessage: true, ct);
        }
        finally
        {
            toCaller.Release();
        }
    }

    private async Task CloseAsync(WebSocket socket, WebSocketCloseStatus status, string words, CancellationToken ct)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        await toCaller.WaitAsync(ct);
        try
        {
            // RFC 6455, section 7.4.1: some statuses are never sent.
            var isSent = status is not (WebSocketCloseStatus.Empty or (WebSocketCloseStatus)1006 or (WebSocketCloseStatus)1015);
            await socket.CloseOutputAsync(isSent ? status : WebSocketCloseStatus.NormalClosure, Short(words), ct);
        }
        catch (WebSocketException)
        {
            // It did not wait to hear it.
        }
        finally
        {
            toCaller.Release();
        }
    }

    /// <summary>What a control frame holds: 123 bytes beside the status (section 5.5).</summary>
    private static string Short(string words)
    {
        while (Encoding.UTF8.GetByteCount(words) > 123) words = words[..^1];
        return words;
    }
}
