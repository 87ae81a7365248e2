using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HoopLike.Agent.Protocols.Wire;

[Flags]
internal enum SocketEvents : uint
{
    None = 0,
    Readable = 1,
    Writable = 4,
    Error = 8,
    HangUp = 16,
    PeerClosed = 0x2000,
}

/// <summary>Waits for idle sockets, all of them on one thread (epoll), and wakes whoever waits on a pump thread.</summary>
internal sealed partial class IdleWatcher
{
    private const uint OneShot = 1u << 30;
    private const int Add = 1;
    private const int Delete = 2;
    private const int Modify = 3;
    private const int CloseOnExec = 0x80000;

    private static readonly Lazy<IdleWatcher> shared = new(() => new IdleWatcher());
    private readonly int epoll;
    private readonly Dictionary<int, IdleSocket> sockets = [];

    private IdleWatcher()
    {
        epoll = epoll_create1(CloseOnExec);
        if (epoll < 0) throw new SocketException(Marshal.GetLastPInvokeError());
        new Thread(Watch, 128 * 1024) { IsBackground = true, Name = "idle-watcher" }.Start();
    }

    public static IdleWatcher Shared => shared.Value;

    /// <summary>Arms (or changes) what is waited for; each arming fires once.</summary>
    /// <exception cref="SocketException">The descriptor is no open socket (any more).</exception>
    public void Arm(IdleSocket socket, SocketEvents events)
    {
        int operation;
        lock (sockets)
        {
            // A descriptor that was closed without a word is somebody else's now, and the kernel has forgotten who had it.
            operation = sockets.TryGetValue(socket.Descriptor, out var known) && known == socket ? Modify : Add;
            sockets[socket.Descriptor] = socket;
        }

        Control(operation, socket.Descriptor, events);
    }

    /// <summary>Call before the descriptor is closed: the kernel may give its number to another socket at once.</summary>
    public void Forget(IdleSocket socket)
    {
        lock (sockets)
        {
            if (!sockets.TryGetValue(socket.Descriptor, out var known) || known != socket) return;
            sockets.Remove(socket.Descriptor);
        }

        unsafe
        {
            // Fails only when the descriptor is closed already, and then the kernel has forgotten it too.
            _ = epoll_ctl(epoll, Delete, socket.Descriptor, null);
        }
    }

    private unsafe void Control(int operation, int descriptor, SocketEvents events)
    {
        var entry = stackalloc byte[EventSize];
        *(uint*)entry = (uint)events | OneShot;
        *(int*)(entry + DataOffset) = descriptor;
        if (epoll_ctl(epoll, operation, descriptor, entry) != 0) throw new SocketException(Marshal.GetLastPInvokeError());
    }

    private unsafe void Watch()
    {
        const int Limit = 256;
        var events = stackalloc byte[EventSize * Limit];
        while (true)
        {
            var count = epoll_wait(epoll, events, Limit, -1);
            for (var i = 0; i < count; i++)
            {
                var entry = events + (i * EventSize);
                IdleSocket? socket;
                lock (sockets) sockets.TryGetValue(*(int*)(entry + DataOffset), out socket);
                socket?.Fire(*(SocketEvents*)entry);
            }
        }
    }

    // struct epoll_event is packed on x86-64 and naturally aligned elsewhere.
    private static int EventSize => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private static int DataOffset => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int epoll_ctl(int epoll, int operation, int descriptor, byte* entry);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int epoll_wait(int epoll, byte* events, int limit, int milliseconds);
}
