namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>The session cannot begin or go on; the client is told why with a FATAL error.</summary>
internal sealed class PgRefusal(PgDenial denial) : Exception(denial.Message)
{
    public PgDenial Denial { get; } = denial;
}
