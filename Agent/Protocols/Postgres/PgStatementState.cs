using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>A prepared statement as the request side believes it to be; the response side says whether the server agreed.</summary>
internal sealed class PgStatementState(SqlAnalysis? analysis, int segment)
{
    private volatile bool confirmed;
    private volatile bool failed;

    /// <summary>Null when the text was too long to be read.</summary>
    public SqlAnalysis? Analysis { get; } = analysis;

    /// <summary>The pipeline segment (between two Syncs) in which it was sent. Within it a failed Parse fails whatever follows; after it one must know.</summary>
    public int Segment { get; } = segment;

    /// <summary>The server got real values in place of the client's tokens. Set before it is forwarded.</summary>
    public bool IsTurnedBack { get; set; }

    /// <summary>As it is known by; null before that, empty for the unnamed one.</summary>
    public string? Name { get; set; }

    public bool IsConfirmed => confirmed;

    public bool HasFailed => failed;

    public void Confirm() => confirmed = true;

    public void Fail() => failed = true;
}
