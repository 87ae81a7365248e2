using System.Text;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>ReadyForQuery, errors, notices, notifications, parameters.</summary>
internal sealed partial class PgResponseRelay
{
    /// <summary>Client encodings in which a byte of a character may look like a quote or backslash: text under them cannot be judged (manual, section 24.3: client-only encodings).</summary>
    private static readonly string[] unreadableEncodings = ["BIG5", "GB18030", "GBK", "JOHAB", "SJIS", "SHIFT_JIS_2004", "UHC"];

    // ReadyForQuery: Byte1 'I' idle, 'T' in a transaction, 'E' in a failed one
    private void HandleReady()
    {
        var reader = new WireReader(Body, "ReadyForQuery");
        var status = reader.ReadByte();
        reader.ReadEnd();
        var ended = EndSegment();
        if (status == 'I' && !ended.IsHidden)
        {
            // What was made in the transaction is there for everybody only now.
            if (schemaChanged) rules.SchemaChanged();
            schemaChanged = false;
            rules.Idle(ended.Segment);
            pipeline.IdleSegment = ended.Segment;
        }

        pipeline.EndCopyIn();
        pipeline.TransactionStatus = status;
        pipeline.EndFailure(isSync: ended.Kind == PgExpects.Ready);

        // Last: who sees that nothing is owed any more goes by what was set above.
        pipeline.Fulfil(ended);
        if (!ended.IsHidden) Forward();
    }

    /// <summary>Takes off everything before the answered Sync or query; what a failure skipped has failed.</summary>
    private PgExpectation EndSegment()
    {
        while (pipeline.TryPeek(out var head))
        {
            var ends = head.Kind == PgExpects.Ready || (head.Kind == PgExpects.QueryResult && !pipeline.HasFailed);
            if (!ends && !pipeline.HasFailed) throw Unexpected();
            if (ends) return head;
            Skip(head);
            pipeline.Fulfil(head);
        }

        throw Unexpected();
    }

    private static void Skip(in PgExpectation head)
    {
        if (head.Kind == PgExpects.ParseComplete) head.Statement!.Fail();
        if (head.Kind == PgExpects.BindComplete) head.Operation!.Fail();
    }

    private void HandleError()
    {
        var isFatal = IsFatal();
        if (!pipeline.TryPeek(out var head))
        {
            if (!isFatal) throw Unexpected();
            Report(PgBackend.ErrorResponse, null, isError: true, isTurnedBack: false);
            return;
        }

        if (!isFatal && head.Operation?.Denial is { } denial)
        {
            PgMessages.Error(Output, "ERROR", denial);
            recorder.Error(head.Operation.Number, "ERROR", denial.Code, denial.Message);
        }
        else
        {
            if (head.Operation?.Guarded is { } guarded) Fail(guarded);
            Report(PgBackend.ErrorResponse, head.Operation, isError: true, head.IsTurnedBack);
        }

        EndCapture();
        copyingOut = false;
        copyMask = null;
        pipeline.EndCopyIn();
        if (head.Kind == PgExpects.QueryResult || isFatal) return;
        pipeline.HasFailed = true;
        while (pipeline.TryPeek(out var next) && next.Kind != PgExpects.Ready)
        {
            Skip(next);
            pipeline.Fulfil(next);
        }
    }

    /// <summary>What was delivered of a result before the error is on record.</summary>
    private void EndCapture()
    {
        if (capturing is null) return;
        recorder.Result.Complete("ERROR", (long)System.Diagnostics.Stopwatch.GetElapsedTime(capturing.StartedAt).TotalMicroseconds);
        capturing = null;
    }

    private void HandleNotice() => Report(PgBackend.NoticeResponse, pipeline.TryPeek(out var head) ? head.Operation : null, isError: false, head.IsTurnedBack);

    // ErrorResponse, NoticeResponse: (Byte1 field type, String value)*, Byte1 zero
    /// <param name="isTurnedBack">The server read another text than the client wrote: where in it something stands would tell how long the real values are.</param>
    private void Report(PgBackend type, PgOperationState? operation, bool isError, bool isTurnedBack)
    {
        if (!isError && operation?.Guarded?.HiddenWarning is { } hidden && Field(Body, (byte)'C').SequenceEqual(Encoding.ASCII.GetBytes(hidden))) return;
        var shift = operation?.Guarded?.PositionShift ?? 0;
        var masking = operation?.Masking ?? rules.MaskingFor(operation?.Analysis);
        var reader = new WireReader(Body, "ErrorResponse");
        var at = PgMessages.Begin(Output, (byte)type);
        string severity = "", code = "", message = "";
        for (byte field; (field = reader.ReadByte()) != 0;)
        {
            var value = Masked(masking, field, reader.ReadCString());
            if (isTurnedBack && field == (byte)'P') continue;
            if (field == 'P' && shift > 0) value = Shifted(value, shift);
            PgMessages.Byte(Output, field);
            Output.Write(value);
            PgMessages.Byte(Output, 0);
            if (field == 'S') severity = Encoding.UTF8.GetString(value);
            if (field == 'C') code = Encoding.UTF8.GetString(value);
            if (field == 'M') message = Encoding.UTF8.GetString(value);
        }

        reader.ReadEnd();
        PgMessages.Byte(Output, 0);
        PgMessages.End(Output, at);
        if (isError) recorder.Error(operation?.Number ?? 0, severity, code, message);
        else recorder.Notice(operation?.Number ?? 0, severity, code, message);
    }

    private ReadOnlySpan<byte> Masked(StatementMasking masking, byte field, ReadOnlySpan<byte> value)
    {
        scratch.Clear();
        return masking.TryMaskMessage(field, value, scratch) ? scratch.Span : value;
    }

    // NotificationResponse: Int32 process; String channel; String payload
    private void HandleNotification()
    {
        var reader = new WireReader(Body, "NotificationResponse");
        var process = reader.ReadInt32();
        var channel = reader.ReadCString();
        var payload = reader.ReadCString();
        reader.ReadEnd();
        scratch.Clear();
        var shown = rules.TryMaskNotification(payload, scratch) ? scratch.Span : payload;
        var at = PgMessages.Begin(Output, (byte)PgBackend.NotificationResponse);
        PgMessages.Int32(Output, process);
        Output.Write(channel);
        PgMessages.Byte(Output, 0);
        Output.Write(shown);
        PgMessages.Byte(Output, 0);
        PgMessages.End(Output, at);
        recorder.Notification(Encoding.UTF8.GetString(channel), Encoding.UTF8.GetString(shown), process);
    }

    // ParameterStatus: String name; String value
    private void HandleParameter()
    {
        var reader = new WireReader(Body, "ParameterStatus");
        var name = reader.ReadCString();
        var value = reader.ReadCString();
        reader.ReadEnd();
        if (IsUnsafe(name, value)) pipeline.UnsafeSetting = $"{Encoding.UTF8.GetString(name)}={Encoding.UTF8.GetString(value)}";
        if (name.SequenceEqual("application_name"u8)) recorder.Run = RunIds.Find(Encoding.UTF8.GetString(value));
        Forward();
    }

    /// <summary>Whether text no longer means under this setting what the parser reads in it.</summary>
    public static bool IsUnsafe(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("standard_conforming_strings"u8)) return !value.SequenceEqual("on"u8);
        return name.SequenceEqual("client_encoding"u8) && unreadableEncodings.Contains(Encoding.ASCII.GetString(value), StringComparer.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> body, byte wanted)
    {
        var reader = new WireReader(body, "ErrorResponse");
        for (byte field; (field = reader.ReadByte()) != 0;)
        {
            var value = reader.ReadCString();
            if (field == wanted) return value;
        }

        return [];
    }
}
