using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Sql;
using HoopLike.Agent.Sessions;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Tokens that come back: messages go on with other bytes than they came with, and data is watched for them.</summary>
internal sealed partial class PgRequestRelay
{
    /// <summary>The most of a message that is made up to fail it.</summary>
    private const int FillLimit = 1024 * 1024;

    private static string MisplacedToken => TokenOutcome.Misplaced.Refusal! + ", and is never stored";

    private TokenWatch? watch;

    /// <summary>The text of the Query or Parse at hand; empty for an Execute.</summary>
    public ReadOnlySpan<byte> CurrentTextBytes
    {
        get
        {
            if (IsTextCut || !HasText) return [];
            var reader = new WireReader(Body, "Parse");
            if ((PgFrontend)frame.Type == PgFrontend.Parse) reader.ReadCString();
            return reader.ReadCString();
        }
    }

    /// <summary>The Query or Parse at hand is too long to be read.</summary>
    public bool IsTextCut => HasText && Input.Length < frame.Length;

    private bool HasText => (PgFrontend)frame.Type is PgFrontend.Query or PgFrontend.Parse;

    /// <summary>The text of the statement whose values are to be bound; null where it is not known.</summary>
    public SqlAnalysis? CurrentBound => Current!.Analysis;

    /// <summary>The Bind at hand goes on.</summary>
    /// <param name="values">In place of everything in it behind the names; null where that goes on as it is.</param>
    public void Bind(byte[]? values)
    {
        var operation = TakeCurrent();
        operation.IsTurnedBack |= values is not null;
        Stage(new(PgExpects.BindComplete, Operation: operation));
        var reader = new WireReader(Body, "Bind");
        names.SetPortal(reader.ReadCString(), operation);
        if (values is null)
        {
            PassUnanswered();
            return;
        }

        reader.ReadCString();
        PassWith(values, reader.Rest.Length);
    }

    /// <summary>Whether there may be a token: only what this says yes to is searched.</summary>
    private bool MayHoldTokens(ReadOnlySpan<byte> bytes) => tokens is { HasSealed: true } && bytes.IndexOf("tok_"u8) >= 0;

    /// <summary>What passes in pieces is not turned back: a COPY that has a token in its data fails at the server, and a session whose parameters have one ends.</summary>
    private void Watch(ReadOnlySpan<byte> piece)
    {
        watch ??= new TokenWatch(tokens!);
        var begun = frame.Length - bulk.Remaining;
        if (!watch.Finds(piece[Math.Clamp(PgFrame.HeaderLength - begun, 0, piece.Length)..])) return;
        var owed = begun == 0 ? 0 : bulk.Remaining;
        if ((PgFrontend)frame.Type != PgFrontend.CopyData || owed > FillLimit)
        {
            throw new SessionFailure(FailureKind.NotSupported, "The session was ended: there is a token in data that is too large to be held. " + MisplacedToken);
        }

        // What was promised of the message is filled up, so that the server can read the failure behind it.
        Output.GetSpan(owed)[..owed].Fill((byte)' ');
        Output.Advance(owed);
        PgMessages.CopyFail(Output, MisplacedToken);
        bulk.Drop = true;
        bulk.Watched = false;
        pipeline.EndCopyInByClient();
        if (copyIsLast) pipeline.MayCopyIn = false;
    }

    /// <summary>A statement's text in place of the one that came; in a Parse its name stays before it and the parameters' types behind it.</summary>
    private void PassWith(byte[] text)
    {
        var isParse = (PgFrontend)frame.Type == PgFrontend.Parse;
        var reader = new WireReader(Body, "Parse");
        if (isParse) reader.ReadCString();
        reader.ReadCString();
        var types = reader.Rest;
        PassWith([.. text, 0, .. types], Body.Length - (isParse ? Body.IndexOf((byte)0) + 1 : 0));
    }

    /// <summary>Other bytes in place of the last ones.</summary>
    private void PassWith(ReadOnlySpan<byte> ending, int replaced)
    {
        var at = PgMessages.Begin(Output, frame.Type);
        Output.Write(Body[..^replaced]);
        Output.Write(ending);
        PgMessages.End(Output, at);
        Input.Consume(frame.Length);
    }
}
