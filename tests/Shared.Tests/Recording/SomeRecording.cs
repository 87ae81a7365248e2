using System.Security.Cryptography;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;

namespace HoopLike.Shared.Tests.Recording;

/// <summary>Makes valid recordings, and takes them apart.</summary>
sealed class SomeRecording : IDisposable
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SomeRecording()
    {
        var info = key.ExportSubjectPublicKeyInfo();
        PublicKey = Convert.ToBase64String(info);
        Signer = new RecordingSigner(RecordingSignature.KeyIdOf(info), PublicKey, data => key.SignData(data, HashAlgorithmName.SHA256));
    }

    public Guid Session { get; } = Guid.NewGuid();

    public RecordingSigner Signer { get; }

    public string PublicKey { get; }

    public static OpenedEvent Opened(Guid session) =>
        new(session, "ann", CallerKind.Human, ["dba"], "access token", "shop", "postgres", "127.0.0.1:5", "local", DateTimeOffset.UnixEpoch.AddYears(56), "shop", "psql", 65536);

    public static RecordBuffer Begin(Guid session)
    {
        var buffer = new RecordBuffer(session);
        buffer.Begin(RecordKind.Opened, 1_000_000).Object(Opened(session));
        buffer.End();
        return buffer;
    }

    public static void Add(RecordBuffer buffer, RecordKind kind, long op)
    {
        var json = buffer.Begin(kind, 1_000_000 + op);
        json.Raw("{\"op\":"u8);
        json.Number(op);
        json.Raw(",\"text\":\"select 1\"}"u8);
        buffer.End();
    }

    /// <summary>Opened, operations with results, a signature in the middle, closed, signature.</summary>
    public byte[] File(int operations = 4)
    {
        var buffer = Begin(Session);
        for (var op = 1; op <= operations; op++)
        {
            Add(buffer, RecordKind.Operation, op);
            Add(buffer, RecordKind.Result, op);
            if (op == operations / 2) buffer.Sign(Signer, 1_000_000 + op);
        }
        Close(buffer);
        return [.. RecordingFormat.Magic, .. buffer.Pending];
    }

    public void Close(RecordBuffer buffer)
    {
        buffer.Begin(RecordKind.Closed, 2_000_000).Object(new ClosedEvent("client left"));
        buffer.End();
        buffer.Sign(Signer, 2_000_001);
    }

    public static List<byte[]> Split(byte[] file)
    {
        var records = new List<byte[]>();
        var cursor = new RecordCursor(file.AsSpan(RecordingFormat.Magic.Length));
        while (cursor.TryNext(out var record)) records.Add(record.Bytes.ToArray());
        return records;
    }

    public static byte[] Join(IEnumerable<byte[]> records) => [.. RecordingFormat.Magic, .. records.SelectMany(r => r)];

    public static RecordingProof Verify(byte[] file, string? key = null) => RecordingVerifier.Verify(new MemoryStream(file), key);

    public void Dispose() => key.Dispose();
}
