using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Link;

/// <summary>The last good snapshot on disk, so that an agent serves after a restart while the console is away. A <see cref="SealedFile"/>: useless without the agent's key.</summary>
/// <remarks>The magic word is <c>HLSC1</c>, the content the snapshot's JSON.</remarks>
public sealed class SnapshotCache(DataDirectory directory, AgentKeyRing keys, ILogger<SnapshotCache> log)
{
    public const string FileName = "snapshot.sealed";

    private readonly SealedFile file = new(directory, keys, FileName, "HLSC1");

    /// <summary>A failure is logged: the snapshot is in force all the same.</summary>
    public void Store(ReadOnlySpan<byte> json)
    {
        try
        {
            file.Store(json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.CacheNotWritten(file.Path, e.Message);
        }
    }

    /// <summary>Null when there is none, or none that this agent sealed (which is logged).</summary>
    public byte[]? Load()
    {
        try
        {
            return file.Load();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            log.CacheIgnored(file.Path, e.Message);
            return null;
        }
    }
}
