namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>How a client's first words ended.</summary>
internal abstract record PgOpening
{
    /// <summary>A session is wanted.</summary>
    public sealed record Session(PgStartupMessage Startup) : PgOpening;

    /// <summary>Another connection's statement is to be cancelled, by that connection's key.</summary>
    public sealed record Cancel(int ProcessId, int Secret) : PgOpening;

    /// <summary>The client left, as port checks do.</summary>
    public sealed record Nothing : PgOpening;
}
