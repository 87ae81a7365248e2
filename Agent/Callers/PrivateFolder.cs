using HoopLike.Agent.Link;

namespace HoopLike.Agent.Callers;

/// <summary>The user's own folder for sign-ins: nobody else may look into it (0700), and its files are their owner's alone (0600).</summary>
internal sealed class PrivateFolder(string place)
{
    private const UnixFileMode ofOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public string FullPath { get; } = Path.GetFullPath(place);

    /// <summary><c>$XDG_CONFIG_HOME/hooplike</c>, else <c>~/.config/hooplike</c>; <c>%APPDATA%\hooplike</c> on Windows.</summary>
    /// <exception cref="CallerFailure">There is no home directory.</exception>
    public static PrivateFolder OfUser(Func<string, string?> environment)
    {
        // The specification says: what is not absolute counts as not set.
        if (environment("XDG_CONFIG_HOME") is { Length: > 0 } configured && Path.IsPathFullyQualified(configured)) return new PrivateFolder(Path.Combine(configured, "hooplike"));
        var home = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData) : environment("HOME");
        if (string.IsNullOrEmpty(home)) throw new CallerFailure("There is no home directory to keep the sign-in in: set HOME or XDG_CONFIG_HOME, or give a token in HOOPLIKE_TOKEN.");
        return new PrivateFolder(OperatingSystem.IsWindows() ? Path.Combine(home, "hooplike") : Path.Combine(home, ".config", "hooplike"));
    }

    public string PathOf(string name) => Path.Combine(FullPath, name);

    /// <summary>Makes the folder, or takes others' rights to it away.</summary>
    /// <exception cref="CallerFailure">It cannot be made, or is somebody else's.</exception>
    public void Prepare()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(FullPath);
                return;
            }

            Directory.CreateDirectory(FullPath, PrivateFile.OwnerOnly | UnixFileMode.UserExecute);
            if ((File.GetUnixFileMode(FullPath) & ofOthers) != 0) File.SetUnixFileMode(FullPath, PrivateFile.OwnerOnly | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CallerFailure($"{FullPath} cannot be made private for sign-ins: {e.Message}", inner: e);
        }
    }

    /// <summary>Replaces a file whole: after a crash there is the old one or the new one, never a part.</summary>
    /// <exception cref="CallerFailure">It cannot be written.</exception>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        Prepare();
        try
        {
            PrivateFile.Replace(PathOf(name), content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CallerFailure($"{PathOf(name)} cannot be written: {e.Message}", inner: e);
        }
    }

    /// <summary>A file that holds secrets; null when there is none.</summary>
    /// <exception cref="CallerFailure">Others may read it or replace it, or it cannot be read.</exception>
    public byte[]? ReadPrivate(string name)
    {
        var path = PathOf(name);
        try
        {
            if (!File.Exists(path)) return null;
            if (PrivateFile.IsOpenToOthers(path))
                throw new CallerFailure($"{path} holds sign-ins and can be used by others than you. If nobody copied it, run: chmod 600 {path}. Otherwise delete it, end those sign-ins in the console, and run: hooplike login");
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(FullPath) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
                throw new CallerFailure($"Others than you may replace files in {FullPath}. Run: chmod 700 {FullPath}, and hooplike login again.");

            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CallerFailure($"{path} cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>Keeps other commands of the same user out until it is disposed.</summary>
    /// <exception cref="CallerFailure">Another one does not let go.</exception>
    public async Task<IDisposable> LockAsync(CancellationToken ct)
    {
        Prepare();
        var options = PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(PathOf(".lock"), options);
            }
            catch (IOException) when (attempt < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CallerFailure($"{FullPath} is in use by another command that does not end: {e.Message}", inner: e);
            }
        }
    }
}
