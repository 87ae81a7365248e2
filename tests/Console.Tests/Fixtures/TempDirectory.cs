namespace HoopLike.Console.Tests.Fixtures;

public sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hooplike-console-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
