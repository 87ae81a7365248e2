using System.Security.Cryptography;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Tests.Sessions;

/// <summary>A session's records as an agent makes them.</summary>
sealed class SomeRecording
{
    readonly RecordBuffer buffer;
    readonly RecordingSigner signer;
    readonly DateTimeOffset start;
    long waited;

    public SomeRecording(ECDsa key, string identity = "analyst", string connection = "shop", string agent = "local", DateTimeOffset? startedAt = null, string protocol = "postgres")
    {
        start = startedAt ?? DateTimeOffset.UtcNow;
        buffer = new RecordBuffer(Id);
        var spki = key.ExportSubjectPublicKeyInfo();
        signer = new RecordingSigner(RecordingSignature.KeyIdOf(spki), Convert.ToBase64String(spki), data => key.SignData(data, HashAlgorithmName.SHA256));
        Add(RecordKind.Opened, new OpenedEvent(Id, identity, CallerKind.Machine, ["analysts"], "service account key", connection, protocol, "127.0.0.1", agent, start, "shop", "psql", 65536));
    }

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>A microsecond for each record, and what was waited.</summary>
    long Now => RecordingFormat.MicrosOf(start) + buffer.LastSequence + waited;

    /// <summary>Of the last record.</summary>
    public long Last => buffer.LastSequence;

    public DateTimeOffset StartedAt => start;

    /// <summary>Lets time pass before the next record.</summary>
    public SomeRecording Wait(TimeSpan time)
    {
        waited += (long)time.TotalMicroseconds;
        return this;
    }

    public SomeRecording Add<T>(RecordKind kind, T payload)
    {
        buffer.Begin(kind, Now).Object(payload);
        buffer.End();
        return this;
    }

    public SomeRecording Operation(long op, string text, string verdict = "allow") =>
        Add(RecordKind.Operation, new OperationEvent(op, 0, new RecordedText(text), null, ["select"], ["public.customers"], verdict, "p", null))
        .Add(RecordKind.Result, new ResultEvent(op, 0, ["email"], [[new RecordedText("***")]], null, 1, 10, "00", false, 1, 100, "SELECT 1"));

    /// <summary>A request, without its answer.</summary>
    public SomeRecording Request(long op, string head, string verdict = "allow", RunIds? run = null) => Add(
        RecordKind.Operation, new OperationEvent(op, 0, new RecordedText(head), null, [head.Split(' ')[0].ToLowerInvariant()], [], verdict, "p", null) { Exchange = true, Run = run });

    /// <summary>What was sent (0) or came back (1), in pieces of their own times.</summary>
    public SomeRecording Body(long op, int part, params string[] pieces)
    {
        foreach (var piece in pieces) Add(RecordKind.Rows, new RowsEvent(op, part, null, null, [new RecordedText(piece)], true, 0, piece.Length, null));
        return this;
    }

    public SomeRecording Ended(long op, int part, long bytes, string? tag, long masked = 0, bool isTruncated = false) =>
        Add(RecordKind.Result, new ResultEvent(op, part, null, null, null, 0, bytes, new string('a', 64), isTruncated, masked, 100, tag));

    public SomeRecording Answered(long op, string head, params string[] pieces)
    {
        Add(RecordKind.Answer, new AnswerEvent(op, int.Parse(head[..3], System.Globalization.CultureInfo.InvariantCulture), new RecordedText(head), 1500));
        Body(op, 1, pieces);
        return Ended(op, 1, pieces.Sum(p => p.Length), head.Split('\n')[0]);
    }

    public SomeRecording Close(string reason = "client left")
    {
        Add(RecordKind.Closed, new ClosedEvent(reason));
        buffer.Sign(signer, Now);
        return this;
    }

    /// <summary>What was added since the last chunk.</summary>
    public RecordingChunk Chunk()
    {
        var records = buffer.Pending.ToArray();
        var count = 0;
        var closed = false;
        for (var cursor = new RecordCursor(records); cursor.TryNext(out var record); count++) closed = record.Header.Kind == RecordKind.Signature;
        var first = buffer.LastSequence - count + 1;
        buffer.MarkWritten();
        return new RecordingChunk(Id, first, records, closed);
    }
}
