using System.Security.Cryptography;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Messages that pass in pieces: COPY data, and whatever is too large to be held whole.</summary>
internal sealed partial class PgRequestRelay
{
    private Bulk bulk;

    private void StartBulk(bool drop, PgOperationState? hashed = null)
    {
        bulk = new Bulk { Remaining = frame.Length, Drop = drop, Hashed = hashed };
        if (hashed is not null) bulk.Hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _ = PassBulk();
    }

    /// <summary>False when more input is needed.</summary>
    private bool PassBulk()
    {
        var piece = Input.Span[..Math.Min(Input.Length, bulk.Remaining)];
        bulk.Hash?.AppendData(piece);
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

    private struct Bulk
    {
        public int Remaining;
        public bool Drop;
        public IncrementalHash? Hash;
        public PgOperationState? Hashed;
    }
}
