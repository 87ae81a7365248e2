using HoopLike.Agent.Link;

namespace HoopLike.Agent.Tests;

/// <summary>A data directory that goes away with the test.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public ScratchDirectory() => Data = new DataDirectory(Path.Combine(Path.GetTempPath(), "hooplike-test-" + Guid.NewGuid().ToString("n")));

    public DataDirectory Data { get; }

    public void Dispose() => Directory.Delete(Data.FullPath, recursive: true);
}
