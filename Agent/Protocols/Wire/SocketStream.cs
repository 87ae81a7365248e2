using System.Net.Sockets;

namespace HoopLike.Agent.Protocols.Wire;

/// <summary>
/// A stream over a blocking socket: while bytes flow, reads and writes are plain system calls on the caller's (pump) thread and complete at once;
/// after <see cref="BusyWait"/> without progress the wait becomes asynchronous and the thread is free for others. One reader and one writer at a time.
/// </summary>
public sealed class SocketStream : Stream
{
    /// <summary>How long a quiet socket keeps its thread: longer than the pauses of a client that works through small statements, shorter than anyone's think time.</summary>
    public static readonly TimeSpan BusyWait = TimeSpan.FromMilliseconds(20);

    private readonly Socket socket;
    private readonly int descriptor;
    private readonly IdleSocket idle;
    private int disposed;

    /// <summary>Takes the socket over. It must be in blocking mode: no asynchronous call may have been made on it.</summary>
    public SocketStream(Socket socket)
    {
        this.socket = socket;
        descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        idle = new IdleSocket(descriptor);
        LinuxSocket.SetTimeouts(descriptor, BusyWait);
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Completes when the peer has closed or the connection broke, even while unread bytes wait; or when <paramref name="stop"/> is cancelled.</summary>
    public ValueTask PeerGoneAsync(CancellationToken stop) => idle.PeerGoneAsync(stop);

    /// <summary>Bytes are there that nobody has read yet (or the peer has closed).</summary>
    public bool HasUnread => LinuxSocket.IsReadable(Live, 0);

    /// <summary>A read of no bytes completes when there is something to read.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var received = PumpThreads.IsCurrent ? TryReceive(buffer.Span) : null;
        return received is { } n ? new ValueTask<int>(n) : WaitAndReceiveAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var sent = TrySend(buffer.Span);
        return sent == buffer.Length ? default : WaitAndSendAsync(buffer[sent..], cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Breaks the connection: whoever reads or writes is woken and sees its end.</summary>
    public void Abort()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already, which is what was asked for.
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref disposed, 1) == 0)
        {
            Abort();
            idle.Close();
            socket.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Null when nothing came within <see cref="BusyWait"/>.</summary>
    private int? TryReceive(Span<byte> buffer)
    {
        if (PumpThreads.HasBacklog && (PumpThreads.IsOverdue || !LinuxSocket.IsReadable(Live, 0))) return null;
        if (buffer.IsEmpty) return LinuxSocket.IsReadable(Live, (int)BusyWait.TotalMilliseconds) ? 0 : null;
        while (true)
        {
            var n = LinuxSocket.Receive(Live, buffer);
            if (n >= 0) return n;
            if (n == -LinuxSocket.EAgain) return null;
            if (n != -LinuxSocket.EIntr) throw Broken(-n);
        }
    }

    private int TrySend(ReadOnlySpan<byte> buffer)
    {
        var sent = 0;
        while (sent < buffer.Length && !PumpThreads.IsOverdue)
        {
            var n = LinuxSocket.Send(Live, buffer[sent..]);
            if (n >= 0) sent += n;
            else if (n == -LinuxSocket.EAgain) break;
            else if (n != -LinuxSocket.EIntr) throw Broken(-n);
        }

        return sent;
    }

    private async ValueTask<int> WaitAndReceiveAsync(Memory<byte> buffer, CancellationToken stop)
    {
        while (true)
        {
            await idle.ReadableAsync(stop);
            stop.ThrowIfCancellationRequested();
            await PumpThreads.Switch();
            if (TryReceive(buffer.Span) is { } n) return n;
        }
    }

    private async ValueTask WaitAndSendAsync(ReadOnlyMemory<byte> rest, CancellationToken stop)
    {
        while (!rest.IsEmpty)
        {
            await idle.WritableAsync(stop);
            stop.ThrowIfCancellationRequested();
            await PumpThreads.Switch();
            rest = rest[TrySend(rest.Span)..];
        }
    }

    private int Live
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
            return descriptor;
        }
    }

    private static IOException Broken(int error) => new("The connection broke.", new SocketException(error));
}
