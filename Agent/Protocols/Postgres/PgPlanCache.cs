using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Tokens;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>The plans of a session's last RowDescriptions: a program that repeats its statements plans each once.</summary>
/// <param name="tokens">The session's, which plans are made with.</param>
internal sealed class PgPlanCache(TokenKey? tokens)
{
    private const int Size = 64;

    private readonly PgResultPlan?[] entries = new PgResultPlan?[Size];

    /// <summary>Good only for the same bytes (names, origins, types, formats) under the same rules for the same statement.</summary>
    public PgResultPlan Get(ReadOnlySpan<byte> rowDescription, StatementMasking masking, int index)
    {
        var hash = default(HashCode);
        hash.AddBytes(rowDescription);
        ref var entry = ref entries[(uint)hash.ToHashCode() % Size];
        if (entry is { } known && known.Masking == masking && known.Index == index && rowDescription.SequenceEqual(known.Description)) return known;
        return entry = PgResultPlan.Read(rowDescription.ToArray(), masking, index, tokens);
    }
}
