using System.Security.Cryptography;
using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Messages that pass in pieces: COPY data, and whatever is too large to be held whole.</summary>
internal sealed partial class PgRequestRelay
{
    private Bulk bulk;

    /// <summary>What may copy was sent by Execute, which runs one statement; a simple query can have several COPYs.</summary>
    private bool copyIsLast;

    private void StartBulk(bool drop, PgOperationState? hashed = null, bool watched = false)
    {
        bulk = new Bulk { Remaining = frame.Length, Drop = drop, Hashed = hashed, Watched = watched && !drop && tokens is { HasSealed: true } };
        if (hashed is not null) bulk.Hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _ = PassBulk();
    }

    /// <summary>False when more input is needed.</summary>
    private bool PassBulk()
    {
        var piece = Input.Span[..Math.Min(Input.Length, bulk.Remaining)];
        bulk.Hash?.AppendData(piece);
        if (bulk.Watched) Watch(piece);
        if (!bulk.Drop) Output.Write(piece);
        bulk.Remaining -= piece.Length;
        Input.Consume(piece.Length);
        if (bulk.Remaining > 0) return false;
        if (bulk.Hash is { } hash)
        {
            bulk.Hashed!.BindDigest = hash.GetHashAndReset();
            hash.Dispose();
        }

        return true;
    }

    /// <summary>While the server takes COPY data it ignores Flush and Sync and fails at anything else (manual, section 55.2.6).</summary>
    private PgStep? HandleInCopy(PgFrontend type)
    {
        switch (type)
        {
            case PgFrontend.CopyData:
                StartBulk(drop: false, watched: true);
                return null;
            case PgFrontend.CopyDone or PgFrontend.CopyFail:
                if (!Whole(PgFrame.SmallLimit)) return PgStep.NeedInput;
                pipeline.EndCopyInByClient();
                if (copyIsLast) pipeline.MayCopyIn = false;
                return PassUnanswered();
            case PgFrontend.Sync:
                if (!Whole(0)) return PgStep.NeedInput;
                StartBulk(drop: true);
                return null;
            default:
                throw new WireException($"A message of type '{(char)frame.Type}' came in the middle of a COPY.");
        }
    }

    private struct Bulk
    {
        public int Remaining;
        public bool Drop;
        public bool Watched;
        public IncrementalHash? Hash;
        public PgOperationState? Hashed;
    }
}
