using System.Collections.Immutable;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Recording;

/// <summary>What an agent found in its spool when it started.</summary>
/// <param name="Whole">Closed recordings that only wait for the console.</param>
/// <param name="Recovered">Recordings that a dead process left open; they are closed and signed now.</param>
/// <param name="Removed">Files without a whole first record: nothing was delivered on them.</param>
/// <param name="Damaged">Files that were set aside, by their new paths: a human must look.</param>
public sealed record SpoolRecoveryReport(int Whole, int Recovered, int Removed, ImmutableArray<string> Damaged);

/// <summary>Puts the spool of a dead process in order: cuts a record that was not written to its end, closes and signs what was left open, sets aside what is damaged.</summary>
internal sealed class SpoolRecovery(SpoolDirectory directory)
{
    private const string DamagedExtension = ".damaged";

    private readonly ImmutableArray<string>.Builder damaged = ImmutableArray.CreateBuilder<string>();
    private int whole;
    private int recovered;
    private int removed;

    public SpoolRecoveryReport Run()
    {
        foreach (var path in Directory.EnumerateFiles(directory.FullPath, "*" + RecordingFormat.Extension).Order(StringComparer.Ordinal).ToArray()) Recover(path);
        return new SpoolRecoveryReport(whole, recovered, removed, damaged.ToImmutable());
    }

    private void Recover(string path)
    {
        if (!Guid.TryParseExact(Path.GetFileNameWithoutExtension(path), "n", out var session))
        {
            SetAside(path, "its name is no session id");
            return;
        }
        var tail = Find(path, session);
        using var chain = tail.Chain;
        if (tail.Damage is { } damage)
        {
            SetAside(path, damage);
            return;
        }
        if (chain.LastSequence < 0)
        {
            File.Delete(path);
            removed++;
            directory.Log.RemovedEmpty(path);
            return;
        }
        var end = Finish(path, session, tail);
        directory.Adopt(new RecordingSpool(directory, session, path, end.Bytes, end.LastSequence));
    }

    private static RecordingTail Find(string path, Guid session)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return RecordingTail.Find(file, session);
    }

    private (long Bytes, long LastSequence) Finish(string path, Guid session, RecordingTail tail)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var cut = RandomAccess.GetLength(file) - tail.End;
        if (cut > 0) RandomAccess.SetLength(file, tail.End);
        if (tail.IsWhole)
        {
            whole++;
            return (tail.End, tail.Chain.LastSequence);
        }
        var now = RecordingFormat.MicrosOf(directory.Time.GetUtcNow());
        var buffer = new RecordBuffer(tail.Chain.LastHash, tail.Chain.LastSequence, tail.LastMicros);
        if (!tail.IsClosed)
        {
            buffer.Begin(RecordKind.Closed, now).Object(new ClosedEvent(RecordingFormat.RecoveredReason));
            buffer.End();
        }
        buffer.Sign(directory.Signer, now);
        RandomAccess.Write(file, buffer.Pending, tail.End);
        RandomAccess.FlushToDisk(file);
        recovered++;
        directory.Log.Recovered(session, cut);
        return (tail.End + buffer.Pending.Length, buffer.LastSequence);
    }

    private void SetAside(string path, string reason)
    {
        var aside = path + DamagedExtension;
        for (var i = 2; File.Exists(aside); i++) aside = $"{path}{DamagedExtension}-{i}";
        File.Move(path, aside);
        damaged.Add(aside);
        directory.Log.Damaged(aside, reason);
    }
}
