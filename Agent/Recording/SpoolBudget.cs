namespace HoopLike.Agent.Recording;

/// <summary>Counts the bytes in the spool and says when there may be no more. Thread-safe.</summary>
/// <param name="free">Bytes free on the disk.</param>
internal sealed class SpoolBudget(long limit, long minimumFree, Func<long> free)
{
    // Asking the disk costs microseconds, so it is asked once for this many bytes.
    private const long AskEvery = 4 * 1024 * 1024;

    private long taken;
    private long askAt;

    public long Taken => Interlocked.Read(ref taken);

    /// <summary>Null when the bytes may be written; otherwise why not.</summary>
    public string? Take(int bytes)
    {
        var now = Interlocked.Add(ref taken, bytes);
        if (now > limit)
        {
            Give(bytes);
            return "the recording spool is full, because the console could not be reached for too long";
        }
        var ask = Interlocked.Read(ref askAt);
        if (now < ask && ask - now <= AskEvery) return null;
        if (free() < minimumFree)
        {
            Give(bytes);
            return "the disk of the recording spool is full";
        }
        Interlocked.Exchange(ref askAt, now + AskEvery);
        return null;
    }

    /// <summary>Counts bytes that must be written whatever the limit says: the end of a recording.</summary>
    public void TakeAnyway(long bytes) => Interlocked.Add(ref taken, bytes);

    public void Give(long bytes) => Interlocked.Add(ref taken, -bytes);
}
