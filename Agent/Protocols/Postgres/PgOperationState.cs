using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>
/// One run of a statement text: a simple query, or a bound portal with all its Executes. Made by the request side, finished by the response side; reused when nobody holds it any more.
/// </summary>
internal sealed class PgOperationState
{
    private int holders;
    private volatile bool confirmed;
    private volatile bool failed;

    /// <summary>Null when what runs is not known: a cursor or statement that the server made from SQL, or a text too long to be read. Counts as every kind.</summary>
    public SqlAnalysis? Analysis { get; set; }

    /// <summary>What the caller's masking rules mean for it. Set before it is forwarded.</summary>
    public StatementMasking? Masking { get; set; }

    /// <summary>Its number in the session, from 1; 0 until it was judged.</summary>
    public long Number { get; set; }

    /// <summary>Its verdict was to let it run: further Executes of its portal only fetch more of it.</summary>
    public bool IsAllowed { get; set; }

    /// <summary>Whether it can make the server take COPY data. What cannot be read might.</summary>
    public bool MayCopyIn => Analysis is null or { Error: not null } || (Analysis.Kinds & SqlKinds.CopyIn) != SqlKinds.None;

    public int Segment { get; set; }

    /// <summary>The Bind's parameters as they came, empty for a simple query. Only its start where <see cref="IsBindCut"/>.</summary>
    public WireBuffer Bind { get; } = new(256);

    public bool HasBind { get; set; }

    /// <summary>What it was bound from; null for a simple query and where that is not known.</summary>
    public PgStatementState? Statement { get; set; }

    public bool IsBindCut { get; set; }

    /// <summary>SHA-256 of the whole parameter section where it was too large to be kept.</summary>
    public byte[]? BindDigest { get; set; }

    /// <summary>The server got real values in place of the client's tokens, in its text or its parameters. Set before it is forwarded.</summary>
    public bool IsTurnedBack { get; set; }

    /// <summary>Its portal was (or is being) described, so that the response side knows its columns.</summary>
    public bool IsDescribed { get; set; }

    /// <summary>Set where its transaction is held at COMMIT.</summary>
    public PgGuarded? Guarded { get; set; }

    /// <summary>In place of it the server got something that must fail; this is what the client is told.</summary>
    public PgDenial? Denial { get; set; }

    /// <summary><see cref="System.Diagnostics.Stopwatch"/> ticks when it was forwarded.</summary>
    public long StartedAt { get; set; }

    // From here on the response side's.

    /// <summary>Which statement of the text answers now.</summary>
    public int StatementIndex { get; set; }

    public PgResultPlan? Plan { get; set; }

    public bool IsConfirmed => confirmed;

    public bool HasFailed => failed;

    public void Confirm() => confirmed = true;

    public void Fail() => failed = true;

    public void Hold() => Interlocked.Increment(ref holders);

    /// <summary>True when nobody holds it any more.</summary>
    public bool Release() => Interlocked.Decrement(ref holders) == 0;

    /// <summary>Makes it as new.</summary>
    public void Reset()
    {
        Analysis = null;
        Masking = null;
        Number = 0;
        IsAllowed = false;
        Segment = 0;
        Bind.Clear();
        Bind.Shrink(256);
        HasBind = false;
        Statement = null;
        IsBindCut = false;
        BindDigest = null;
        IsTurnedBack = false;
        IsDescribed = false;
        Denial = null;
        Guarded = null;
        StartedAt = 0;
        StatementIndex = 0;
        Plan = null;
        confirmed = false;
        failed = false;
    }
}
