using System.Diagnostics;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What becomes of a message that was judged.</summary>
internal sealed partial class PgRequestRelay
{
    /// <summary>Settings under which the text of a statement means something else than the parser reads in it.</summary>
    private static readonly string[] meaningSettings = ["client_encoding", "names", "standard_conforming_strings", "backslash_quote", "all"];

    /// <summary>Beyond this much, statements that will be held are prepared before their verdict: deferral is a courtesy, memory is not.</summary>
    private const int DeferralLimit = 4 * 1024 * 1024;

    private const int DeferralCount = 10_000;

    /// <summary>The message at hand goes on.</summary>
    /// <param name="text">In place of the statement's text in a Query or Parse; null where that goes on as it is.</param>
    public void Allow(byte[]? text = null)
    {
        if (currentStatement is { } statement)
        {
            currentStatement = null;
            statement.IsTurnedBack = text is not null;
            names.SetStatement(new WireReader(Input.Span[PgFrame.HeaderLength..], "Parse").ReadCString(), statement);
            Stage(new(PgExpects.ParseComplete, Statement: statement));
            PassOrStream(text);
            return;
        }

        var operation = TakeCurrent();
        operation.StartedAt = Stopwatch.GetTimestamp();
        operation.IsAllowed = true;
        EndDeferral();
        copyIsLast = (PgFrontend)frame.Type == PgFrontend.Execute;
        pipeline.MayCopyIn = operation.MayCopyIn;
        watch?.Reset();
        ForgetWhatItChanges(operation.Analysis);
        if ((PgFrontend)frame.Type == PgFrontend.Execute)
        {
            if (!operation.IsDescribed)
            {
                operation.IsDescribed = true;
                PgMessages.DescribePortal(Output, new WireReader(Body, "Execute").ReadCString());
                Stage(new(PgExpects.PortalDescription, Operation: operation, IsHidden: true));
            }

            Stage(new(PgExpects.ExecuteResult, Operation: operation));
        }
        else
        {
            names.RemoveUnnamed();
            operation.IsTurnedBack = text is not null;
            Stage(new(PgExpects.QueryResult, Operation: operation, Segment: segment));
            NextSegment();
        }

        pipeline.Release(operation);
        PassOrStream(text);
    }

    /// <summary>The statement may be prepared, but its execution will be held: unless the client asks for an answer first, the server shall not even see it before the verdict.</summary>
    public void Defer(byte[]? text = null)
    {
        if (deferredOutput < 0)
        {
            deferredOutput = Output.Length;
            deferredStaged = staged.Count;
            endedReady = endsReady;
        }

        Allow(text);
    }

    /// <summary>The server gets something in its place that must fail, so that transaction state and pipeline stay the server's own truth; the client gets <paramref name="denial"/>.</summary>
    /// <returns>The number under which the refusal is recorded.</returns>
    public long Deny(PgDenial denial)
    {
        var type = (PgFrontend)frame.Type;
        var refused = pipeline.NewOperation();
        refused.Denial = denial;
        refused.Segment = segment;
        if (currentStatement is null)
        {
            var operation = TakeCurrent();
            refused.Number = operation.Number > 0 ? operation.Number : ++lastNumber;
            pipeline.Release(operation);
        }
        else
        {
            currentStatement = null;
            refused.Number = ++lastNumber;
        }

        var number = refused.Number;
        if (type is PgFrontend.Query or PgFrontend.FunctionCall)
        {
            EndDeferral();
            names.RemoveUnnamed();
            if (IsOurBlock) LeaveOurBlock();
            PgMessages.UnparsableQuery(Output);
            Stage(new(PgExpects.QueryResult, Operation: refused, Segment: segment));
            NextSegment();
        }
        else
        {
            if (type == PgFrontend.Execute) names.RemovePortal(new WireReader(Body, "Execute").ReadCString());
            DropDeferred();
            PgMessages.Execute(Output, impossiblePortal);
            Stage(new(PgExpects.ExecuteResult, Operation: refused));
            discarding = true;
        }

        pipeline.Release(refused);
        StartBulk(drop: true);
        return number;
    }

    private PgOperationState TakeCurrent()
    {
        var operation = Current ?? throw new InvalidOperationException("No operation awaits a verdict.");
        Current = null;
        return operation;
    }

    private void PassOrStream(byte[]? text)
    {
        if (text is not null) PassWith(text);
        else if (Input.Length >= frame.Length) PassUnanswered();
        else StartBulk(drop: false);
    }

    private void EndDeferral() => deferredOutput = -1;

    private void DropDeferred()
    {
        if (deferredOutput < 0) return;
        Output.Truncate(deferredOutput);
        for (var i = deferredStaged; i < staged.Count; i++)
        {
            staged[i].Statement?.Fail();
            if (staged[i].Operation is not { } operation) continue;
            operation.Fail();
            pipeline.Release(operation);
        }

        staged.RemoveRange(deferredStaged, staged.Count - deferredStaged);
        endsReady = endedReady;
        EndDeferral();
    }

    private void ForgetWhatItChanges(SqlAnalysis? analysis)
    {
        if (analysis is null)
        {
            names.ForgetAll();
            mustSettle = changedMeaning = true;
            return;
        }

        foreach (var statement in analysis.Statements)
        {
            if (statement.Transaction != SqlTransactionVerb.None) TakeVerb(statement.Transaction);
            if (statement.ForgetsNames) names.ForgetAll();
            if (statement.PreparedName is { } prepared && (statement.Kinds & SqlKinds.Execute) == 0) names.ForgetStatement(prepared);
            if (statement.CursorName is { } cursor) names.ForgetPortal(cursor);
            if (statement.ForgetsNames || statement.Settings.Any(static s => meaningSettings.Contains(s))) mustSettle = changedMeaning = true;
        }
    }
}
