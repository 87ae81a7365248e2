using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace HoopLike.Agent.Link.WebSockets;

/// <summary>A WebSocket as the pair of pipes that a hub connection wants: one loop receives into a pipe, one sends what is written to the other.</summary>
internal sealed class WebSocketConnection : ConnectionContext
{
    private const int pauseAt = 1024 * 1024;
    private const int receiveBytes = 16 * 1024;
    private static readonly TimeSpan goodbyeLimit = TimeSpan.FromSeconds(2);

    private readonly WebSocket socket;
    private readonly CancellationTokenSource stop = new();
    private readonly PipeWriter received;
    private readonly PipeReader toSend;
    private readonly Task running;
    private volatile Exception? broken;

    public WebSocketConnection(WebSocket socket)
    {
        this.socket = socket;
        var options = new PipeOptions(pauseWriterThreshold: pauseAt, resumeWriterThreshold: pauseAt / 2, useSynchronizationContext: false);
        var incoming = new Pipe(options);
        var outgoing = new Pipe(options);
        received = incoming.Writer;
        toSend = outgoing.Reader;
        Transport = new DuplexPipe(incoming.Reader, outgoing.Writer);
        ConnectionClosed = stop.Token;
        running = RunAsync();
    }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("n");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public override void Abort(ConnectionAbortedException abortReason) => socket.Abort();

    public override async ValueTask DisposeAsync()
    {
        await Transport.Output.CompleteAsync();
        await Transport.Input.CompleteAsync();
        await running;
        stop.Dispose();
        await base.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var receiving = ReceiveAsync();
        var sending = SendAsync();
        if (await Task.WhenAny(receiving, sending) == sending) await SayGoodbyeAsync(receiving);
        await stop.CancelAsync();
        toSend.CancelPendingRead();
        await Task.WhenAll(receiving, sending);
        socket.Dispose();
    }

    /// <summary>Our side is done: close in order, as long as the other side answers soon.</summary>
    private async Task SayGoodbyeAsync(Task receiving)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using var patience = new CancellationTokenSource(goodbyeLimit);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            await receiving.WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            socket.Abort();
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(received.GetMemory(receiveBytes), stop.Token);
                if (got.MessageType == WebSocketMessageType.Close) break;
                received.Advance(got.Count);
                if ((await received.FlushAsync(CancellationToken.None)).IsCompleted) break;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped by us.
        }
        catch (OperationCanceledException e)
        {
            broken ??= new IOException("The console does not answer.", e);
        }
        catch (Exception e)
        {
            broken ??= e;
        }
        await received.CompleteAsync(broken);
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var read = await toSend.ReadAsync(CancellationToken.None);
                if (read.IsCanceled) break;
                await SendAsync(read.Buffer);
                toSend.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped by us.
        }
        catch (OperationCanceledException e)
        {
            broken ??= new IOException("The console does not answer.", e);
        }
        catch (Exception e)
        {
            broken ??= e;
        }
        await toSend.CompleteAsync(broken);
    }

    /// <summary>One flush of the hub is one text message: it ends where a JSON message ends, never inside a character.</summary>
    private async Task SendAsync(ReadOnlySequence<byte> message)
    {
        while (!message.IsEmpty)
        {
            var part = message.First;
            message = message.Slice(part.Length);
            await socket.SendAsync(part, WebSocketMessageType.Text, endOfMessage: message.IsEmpty, stop.Token);
        }
    }
}
