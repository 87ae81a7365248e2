using System.Collections.Immutable;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Recording;

/// <summary>Sends what is in the spool to the console and deletes what the console has whole. It goes on where it stopped after every break, for as long as it runs.</summary>
public sealed class RecordingUploader : IDisposable
{
    // Few, so that the round trips of several sessions overlap without flooding the link.
    private const int Lanes = 4;
    private const int ResumeBatch = 500;
    private static readonly TimeSpan firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan lastRetry = TimeSpan.FromMinutes(1);

    private readonly SpoolDirectory directory;
    private readonly IRecordingsLink link;
    private readonly ILogger<RecordingUploader> log;
    private readonly AsyncDoor mustResume = new();
    private readonly AsyncDoor resumed = new();

    public RecordingUploader(SpoolDirectory directory, IRecordingsLink link, ILogger<RecordingUploader> log)
    {
        this.directory = directory;
        this.link = link;
        this.log = log;
        link.Connected += Resume;
    }

    /// <summary>Runs until it is cancelled; then it ends without an exception.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        Resume();
        try
        {
            await Task.WhenAll([ResumeForEverAsync(ct), .. Enumerable.Range(0, Lanes).Select(_ => SendForEverAsync(ct))]).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The spool keeps what was not sent.
        }
    }

    public void Dispose() => link.Connected -= Resume;

    private void Resume()
    {
        resumed.Close();
        mustResume.Open();
    }

    private async Task ResumeForEverAsync(CancellationToken ct)
    {
        for (var failures = 0; ;)
        {
            await mustResume.WaitAsync(ct).ConfigureAwait(false);
            mustResume.Close();
            // Not connected: Connected will open the door again.
            if (!link.IsConnected) continue;
            try
            {
                var spools = directory.Spools.ToArray();
                foreach (var batch in spools.Chunk(ResumeBatch)) await AskAsync(batch, ct).ConfigureAwait(false);
                failures = 0;
                resumed.Open();
                foreach (var spool in spools) directory.Uploads.Enqueue(spool);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                var delay = DelayAfter(++failures);
                log.ResumeFailed(directory.Files, delay, e);
                if (link.IsConnected) await Task.Delay(delay, directory.Time, ct).ConfigureAwait(false);
                mustResume.Open();
            }
        }
    }

    private async Task AskAsync(IReadOnlyCollection<RecordingSpool> spools, CancellationToken ct)
    {
        var acks = await link.ResumeAsync([.. spools.Select(s => s.Session)], ct).ConfigureAwait(false);
        var bySession = acks.ToDictionary(a => a.SessionId, a => a.Sequence);
        foreach (var spool in spools) spool.ResumeAfter(bySession.GetValueOrDefault(spool.Session, -1));
    }

    private async Task SendForEverAsync(CancellationToken ct)
    {
        while (true)
        {
            var spool = await directory.Uploads.TakeAsync(ct).ConfigureAwait(false);
            // Another lane is at it, and will see that it came up again.
            if (Interlocked.Increment(ref spool.Requests) != 1) continue;
            await resumed.WaitAsync(ct).ConfigureAwait(false);
            try
            {
                var hasMore = await SendAsync(spool, ct).ConfigureAwait(false);
                spool.Failures = 0;
                LetGo(spool, hasMore);
            }
            catch (ConsoleUnreachableException) when (!ct.IsCancellationRequested)
            {
                // The link logs its own breaks. Whether the chunk arrived, the console says when it is back.
                Resume();
                LetGo(spool, hasMore: true);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                _ = TryAgainAsync(spool, DelayAfter(++spool.Failures), e, ct);
            }
        }
    }

    /// <summary>Sends one chunk; true when there is more.</summary>
    private async Task<bool> SendAsync(RecordingSpool spool, CancellationToken ct)
    {
        if (spool.Failures > 0) await AskAsync([spool], ct).ConfigureAwait(false);
        if (spool.TakeResume() is { } after) spool.Position = SpoolChunk.After(spool.Path, after, spool.Position);
        var written = spool.Written;
        if (SpoolChunk.Read(spool.Path, spool.Position, written.Bytes) is { } chunk)
        {
            var isEnd = written.IsComplete && chunk.Next.Offset == written.Bytes;
            var ack = await link.AppendAsync(new RecordingChunk(spool.Session, spool.Position.Sequence, chunk.Records, isEnd), ct).ConfigureAwait(false);
            spool.Position = SpoolChunk.After(spool.Path, ack.Sequence, chunk.Next);
            spool.Acknowledge(ack.Sequence);
        }
        written = spool.Written;
        if (spool.Position.Offset < written.Bytes) return true;
        if (written.IsComplete) directory.Delete(spool);
        return false;
    }

    private async Task TryAgainAsync(RecordingSpool spool, TimeSpan delay, Exception reason, CancellationToken ct)
    {
        log.SendingFailed(spool.Session, delay, reason);
        await Task.Delay(delay, directory.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        LetGo(spool, hasMore: true);
    }

    private void LetGo(RecordingSpool spool, bool hasMore)
    {
        if (Interlocked.Exchange(ref spool.Requests, 0) > 1 || hasMore) directory.Uploads.Enqueue(spool);
    }

    private static TimeSpan DelayAfter(int failures)
    {
        var longest = Math.Min(lastRetry.TotalSeconds, firstRetry.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 16)));
        return TimeSpan.FromSeconds(longest * (0.5 + Random.Shared.NextDouble() / 2));
    }
}
