namespace HoopLike.Agent.Link;

/// <summary>The agent's directory on disk: keys, identity, snapshot cache, spool. Only its owner may look into it.</summary>
public sealed class DataDirectory
{
    /// <summary>Creates the directory (mode 0700) when it is missing.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    public DataDirectory(string path)
    {
        FullPath = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(FullPath);
        else Directory.CreateDirectory(FullPath, PrivateFile.OwnerOnly | UnixFileMode.UserExecute);
    }

    public string FullPath { get; }

    public string PathOf(string name) => Path.Combine(FullPath, name);

    /// <summary>Replaces a file whole, mode 0600: after a crash there is the old one or the new one, never a part.</summary>
    public void WriteAtomically(string name, ReadOnlySpan<byte> content) => PrivateFile.Replace(PathOf(name), content);

    /// <summary>Takes a file's place by another's, whole.</summary>
    public void Move(string from, string to) => File.Move(PathOf(from), PathOf(to), overwrite: true);

    /// <summary>Nothing, where there is no such file.</summary>
    public void Delete(string name) => File.Delete(PathOf(name));

    /// <summary>Reads a file that holds a private key.</summary>
    /// <exception cref="InvalidDataException">Others than its owner may read it.</exception>
    public string ReadPrivate(string name)
    {
        var path = PathOf(name);
        if (PrivateFile.IsOpenToOthers(path))
            throw new InvalidDataException($"{path} can be read by others than its owner. If nobody copied it, run: chmod 600 {path}. Otherwise delete it and enrol the agent again.");
        return File.ReadAllText(path);
    }
}
