using System.Buffers;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>The session's gate as the response side sees it.</summary>
internal sealed class PgSessionRules(OperationGate gate, ISchemaSource schema, PgUnsettled unsettled) : IPgRules
{
    public StatementMasking MaskingFor(SqlAnalysis? statement) => gate.Masking.For(statement);

    public bool NeedsNewerCatalogue(ReadOnlySpan<ResultColumn> columns) => gate.Masking.NeedsNewerCatalogue(columns);

    public bool TryMaskNotification(ReadOnlySpan<byte> payload, IBufferWriter<byte> output) => gate.Masking.TryMaskNotification(payload, output);

    public void SchemaChanged() => schema.Invalidate();

    public void Idle(int segment) => unsettled.Idle(segment);

    /// <exception cref="SessionFailure">The schema cannot be read, so results cannot be judged.</exception>
    public async Task RefreshCatalogueAsync(CancellationToken stop)
    {
        try
        {
            await gate.SearchAsync(stop);
        }
        catch (AccessRefused e)
        {
            throw new SessionFailure(FailureKind.Unavailable, e.Message, inner: e);
        }
    }
}
