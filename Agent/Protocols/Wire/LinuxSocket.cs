using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HoopLike.Agent.Protocols.Wire;

/// <summary>The few system calls for which .NET's Socket offers no blocking form with a bound that leaves the descriptor in blocking mode.</summary>
internal static partial class LinuxSocket
{
    public const int EIntr = 4;
    public const int EAgain = 11;

    private const int NoSignal = 0x4000;
    private const int SolSocket = 1;
    private const int RcvTimeo = 20;
    private const int SndTimeo = 21;

    /// <summary>Bytes received, 0 at the end of the stream, or -errno.</summary>
    public static unsafe int Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* p = buffer)
        {
            var n = recv(socket, p, (nuint)buffer.Length, 0);
            return n >= 0 ? (int)n : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Bytes sent, or -errno.</summary>
    public static unsafe int Send(int socket, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* p = buffer)
        {
            var n = send(socket, p, (nuint)buffer.Length, NoSignal);
            return n >= 0 ? (int)n : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Bounds every receive and send: after this long without progress they answer EAGAIN.</summary>
    public static unsafe void SetTimeouts(int socket, TimeSpan bound)
    {
        var value = stackalloc long[2];
        value[0] = (long)bound.TotalSeconds;
        value[1] = bound.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        foreach (var option in (ReadOnlySpan<int>)[RcvTimeo, SndTimeo])
        {
            if (setsockopt(socket, SolSocket, option, value, 16) != 0) throw new SocketException(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Whether the socket has bytes (or its end) to read right now.</summary>
    public static unsafe bool IsReadable(int socket, int milliseconds)
    {
        var entry = new PollEntry { Socket = socket, Events = 1 };
        return poll(&entry, 1, milliseconds) > 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Socket;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial nint recv(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial nint send(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int setsockopt(int socket, int level, int option, void* value, int length);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int poll(PollEntry* entries, nuint count, int milliseconds);
}
