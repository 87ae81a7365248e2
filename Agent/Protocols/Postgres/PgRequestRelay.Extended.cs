using System.Text;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What each message that carries meaning says (PostgreSQL manual, section 55.7).</summary>
internal sealed partial class PgRequestRelay
{
    /// <summary>Kept of a Bind that passes in pieces, for the recording.</summary>
    private const int CutBindKeeps = 16 * 1024;

    // Query: String text
    private PgStep? HandleQuery()
    {
        var readable = frame.BodyLength <= SqlAnalyzer.TextLimit;
        if (readable && Input.Length < frame.Length) return PgStep.NeedInput;
        SqlAnalysis? analysis = null;
        if (readable)
        {
            var reader = new WireReader(Body, "Query");
            var text = reader.ReadCString();
            reader.ReadEnd();
            if (MustAwaitReady(text)) return PgStep.Settle;
            analysis = Analyze(text);
        }

        var operation = pipeline.NewOperation();
        operation.Analysis = analysis;
        return Judge(operation);
    }

    // Parse: String name; String text; Int16 count; Int32 parameter types
    private PgStep? HandleParse()
    {
        var readable = frame.BodyLength <= SqlAnalyzer.TextLimit;
        if (Input.Length < (readable ? frame.Length : Math.Min(frame.Length, WholeLimit))) return PgStep.NeedInput;
        var reader = new WireReader(Input.Span[PgFrame.HeaderLength..Math.Min(frame.Length, Input.Length)], "Parse");
        var name = reader.ReadCString();
        var existing = name.IsEmpty ? null : names.FindStatement(name);
        if (IsDoubtful(existing)) return PgStep.Settle;
        SqlAnalysis? analysis = null;
        if (readable)
        {
            var text = reader.ReadCString();
            reader.ReadBytes(checked((ushort)reader.ReadInt16() * 4));
            reader.ReadEnd();
            if (MustAwaitReady(text)) return PgStep.Settle;
            analysis = Analyze(text);
        }

        currentStatement = new PgStatementState(analysis, segment);
        if (name.IsEmpty) return PgStep.Parse;
        if (names.Statements >= PgNames.Limit) throw new WireException($"More than {PgNames.Limit} prepared statements are open.");
        if (existing is null) return PgStep.Parse;

        // The server refuses it too; done here so that the name keeps meaning what the server keeps it to mean.
        _ = Deny(new PgDenial(PgDenial.DuplicateStatement, "A prepared statement of this name already exists."));
        return null;
    }

    // Bind: String portal; String statement; Int16 count, Int16 formats; Int16 count, (Int32 length, bytes) values; Int16 count, Int16 result formats
    private PgStep? HandleBind()
    {
        var whole = frame.BodyLength <= WholeLimit;
        if (Input.Length < (whole ? frame.Length : WholeLimit)) return PgStep.NeedInput;
        var reader = new WireReader(Input.Span[PgFrame.HeaderLength..Math.Min(frame.Length, Input.Length)], "Bind");
        var portal = reader.ReadCString();
        var statement = names.FindStatement(reader.ReadCString());
        if (IsDoubtful(statement)) return PgStep.Settle;

        var operation = pipeline.NewOperation();
        operation.Analysis = statement?.Analysis;
        operation.Segment = segment;
        operation.HasBind = true;
        operation.Statement = statement;
        operation.IsBindCut = !whole;
        operation.IsTurnedBack = statement is { IsTurnedBack: true };
        operation.Bind.Write(whole ? reader.Rest : reader.ReadBytes(CutBindKeeps));
        if (whole && MayHoldTokens(operation.Bind.Span))
        {
            Current = operation;
            return PgStep.Bind;
        }

        Stage(new(PgExpects.BindComplete, Operation: operation));
        names.SetPortal(portal, operation);
        if (whole) return PassUnanswered();
        EndDeferral();
        watch?.Reset();
        StartBulk(drop: false, hashed: operation, watched: true);
        return null;
    }

    // Describe: Byte1 'S' or 'P'; String name
    private PgStep? HandleDescribe()
    {
        var reader = new WireReader(Body, "Describe");
        var what = reader.ReadByte();
        var name = reader.ReadCString();
        reader.ReadEnd();
        if (what == 'S') return Pass(new(PgExpects.StatementDescription));
        if (what != 'P') throw new WireException("Describe names neither a statement nor a portal.");
        var portal = names.FindPortal(name);
        if (IsDoubtful(portal)) return PgStep.Settle;
        if (portal is null) return Pass(new(PgExpects.PortalDescription));
        portal.IsDescribed = true;
        return Pass(new(PgExpects.PortalDescription, Operation: portal));
    }

    // Execute: String portal; Int32 row limit
    private PgStep? HandleExecute()
    {
        var reader = new WireReader(Body, "Execute");
        var name = reader.ReadCString();
        reader.ReadInt32();
        reader.ReadEnd();
        var portal = names.FindPortal(name);
        if (IsDoubtful(portal)) return PgStep.Settle;
        if (portal is { IsAllowed: true }) return Pass(new(PgExpects.ExecuteResult, Operation: portal));
        if (portal is null)
        {
            // Made by SQL (DECLARE) or forgotten: it counts as everything. The hold passes to the staged answer.
            return Judge(pipeline.NewOperation());
        }

        portal.Hold();
        return Judge(portal);
    }

    // Close: Byte1 'S' or 'P'; String name
    private PgStep? HandleClose()
    {
        var reader = new WireReader(Body, "Close");
        var what = reader.ReadByte();
        var name = reader.ReadCString();
        reader.ReadEnd();
        if (what == 'S') names.RemoveStatement(name);
        else if (what == 'P') names.RemovePortal(name);
        else throw new WireException("Close names neither a statement nor a portal.");
        return Pass(new(PgExpects.CloseComplete));
    }

    private PgStep? HandleFunctionCall()
    {
        Current = pipeline.NewOperation();
        Current.Number = ++lastNumber;
        Current.Segment = segment;
        _ = Deny(new PgDenial(PgDenial.NotSupported, "The function call protocol is not supported by the access gateway.", Hint: "Call the function in a SELECT."));
        return null;
    }

    /// <summary>Whether it was made is not known yet.</summary>
    private bool IsDoubtful(PgStatementState? statement) => statement is { IsConfirmed: false } && statement.Segment != segment;

    /// <summary>Whether it was made is not known yet, or it may have ended with its transaction.</summary>
    private bool IsDoubtful(PgOperationState? portal) => portal is not null && portal.Segment != segment && !(portal.IsConfirmed && IsSettled);

    /// <summary>Bytes whose meaning hangs on settings (backslashes on standard_conforming_strings, others than ASCII on client_encoding), while statements run that might have changed them: the server reports settings with ReadyForQuery.</summary>
    private bool MustAwaitReady(ReadOnlySpan<byte> text)
    {
        if (mustAwaitReady && IsSettled) mustAwaitReady = false;
        return mustAwaitReady && HangsOnSettings(text);
    }

    /// <summary>Null for text whose meaning was changed by a statement before it and before the server could report that.</summary>
    private SqlAnalysis? Analyze(ReadOnlySpan<byte> text) => changedMeaning && HangsOnSettings(text) ? null : analyzer.Analyze(text);

    /// <summary>A token may stand for anything.</summary>
    private bool HangsOnSettings(ReadOnlySpan<byte> text) => text.Contains((byte)'\\') || !Ascii.IsValid(text) || MayHoldTokens(text);

    private PgStep Judge(PgOperationState operation)
    {
        operation.Number = ++lastNumber;
        if (operation.Segment == 0) operation.Segment = segment;
        Current = operation;
        return PgStep.Operation;
    }
}
