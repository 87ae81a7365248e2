using System.Buffers;
using System.Net.Sockets;

namespace HoopLike.Agent.Callers.Door;

/// <summary>Bytes both ways between a client and the gateway until both have ended; when one ends, the other still hears what is under way.</summary>
internal static class DoorRelay
{
    private const int BufferLength = 32 * 1024;

    /// <summary>What a client may still say after the gateway's end, before its socket is closed under it.</summary>
    private static readonly TimeSpan farewell = TimeSpan.FromSeconds(2);

    /// <param name="onFirst">Told the first byte that the gateway says.</param>
    public static async Task RunAsync(Socket client, NetworkStream stream, GatewayLink gateway, Action<byte> onFirst, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var sending = CopyAsync(stream, gateway.Stream, null, end.Token);
        var receiving = CopyAsync(gateway.Stream, stream, onFirst, end.Token);
        try
        {
            var first = await Task.WhenAny(sending, receiving);
            await first;
            if (first == sending)
            {
                await gateway.FinishSendingAsync(end.Token);
                await receiving;
                return;
            }

            client.Shutdown(SocketShutdown.Send);
            await Task.WhenAny(sending, Task.Delay(farewell, end.Token));
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(Quiet(sending), Quiet(receiving));
        }
    }

    private static async Task CopyAsync(Stream from, Stream to, Action<byte>? onFirst, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            int n;
            while ((n = await from.ReadAsync(buffer.AsMemory(0, BufferLength), ct)) > 0)
            {
                onFirst?.Invoke(buffer[0]);
                onFirst = null;
                await to.WriteAsync(buffer.AsMemory(0, n), ct);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task Quiet(Task copy)
    {
        try
        {
            await copy;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It ended because the other direction did.
        }
    }
}
