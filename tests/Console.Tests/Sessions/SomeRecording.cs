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

    public SomeRecording(ECDsa key, string identity = "analyst", string connection = "shop", string agent = "local", DateTimeOffset? startedAt = null)
    {
        start = startedAt ?? DateTimeOffset.UtcNow;
        buffer = new RecordBuffer(Id);
        var spki = key.ExportSubjectPublicKeyInfo();
        signer = new RecordingSigner(RecordingSignature.KeyIdOf(spki), Convert.ToBase64String(spki), data => key.SignData(data, HashAlgorithmName.SHA256));
        Add(RecordKind.Opened, new OpenedEvent(Id, identity, CallerKind.Machine, ["analysts"], "service account key", connection, "postgres", "127.0.0.1", agent, start, "shop", "psql", 65536));
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
