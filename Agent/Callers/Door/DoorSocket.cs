using System.Net.Sockets;

namespace HoopLike.Agent.Callers.Door;

/// <summary>A Unix socket where PostgreSQL's clients look for one, in a directory that only its owner can enter.</summary>
internal sealed class DoorSocket : IDisposable
{
    /// <summary>The port that clients assume: so <c>psql -h DIRECTORY</c> is enough.</summary>
    public const int Port = 5432;

    private const int MostDoors = 20;
    private readonly string file;

    private DoorSocket(Socket listener, string folder, string file) => (Listener, Folder, this.file) = (listener, folder, file);

    public Socket Listener { get; }

    /// <summary>What clients take as their host.</summary>
    public string Folder { get; }

    /// <param name="root">Its subdirectory of the connection's name is used; where another door is open there, the next free one.</param>
    /// <exception cref="CallerFailure">There is no place for it.</exception>
    public static DoorSocket Open(string root, string connection)
    {
        new PrivateFolder(root).Prepare();
        var name = string.Concat(connection.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        for (var n = 1; n <= MostDoors; n++)
        {
            var folder = new PrivateFolder(Path.Combine(root, n == 1 ? name : $"{name}-{n}"));
            folder.Prepare();
            var path = folder.PathOf($".s.PGSQL.{Port}");
            if (IsServed(path)) continue;
            File.Delete(path);
            return new DoorSocket(Listen(path), folder.FullPath, path);
        }

        throw new CallerFailure($"{MostDoors} doors to {Plain.Text(connection)} are open already.");
    }

    public void Dispose()
    {
        Listener.Dispose();
        File.Delete(file);
    }

    private static Socket Listen(string path)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            return listener;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            listener.Dispose();
            throw new CallerFailure($"No socket can be opened at {path}: {Plain.Text(e.Message)}", inner: e);
        }
    }

    /// <summary>Somebody listens there; a socket that a dead process left behind refuses.</summary>
    private static bool IsServed(string path)
    {
        if (!File.Exists(path)) return false;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return false;
        }
    }
}
