using System.Security.Cryptography;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Tests.Sessions;

/// <summary>A store in a directory of its own, and records to put into it.</summary>
sealed class StoreUnderTest : IDisposable
{
    public const string Agent = "local";

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly string root = Path.Combine(Path.GetTempPath(), "hooplike-test-" + Guid.NewGuid().ToString("n"));

    public StoreUnderTest() => Store = new DirectoryRecordingStore(root);

    public DirectoryRecordingStore Store { get; private set; }

    public Guid Session { get; } = Guid.NewGuid();

    public string File => Store.PathOf(Session);

    public string Index => Path.ChangeExtension(File, ".index");

    /// <summary>The records of a session, from opened to the last signature.</summary>
    public List<byte[]> Records(int operations = 5, Guid? session = null)
    {
        var info = key.ExportSubjectPublicKeyInfo();
        var signer = new RecordingSigner(RecordingSignature.KeyIdOf(info), Convert.ToBase64String(info), data => key.SignData(data, HashAlgorithmName.SHA256));
        var id = session ?? Session;
        var buffer = new RecordBuffer(id);
        buffer.Begin(RecordKind.Opened, 1).Object(new OpenedEvent(id, "ann", CallerKind.Human, [], "access token", "shop", "postgres", "127.0.0.1:5", Agent, DateTimeOffset.UnixEpoch, null, null, 0));
        buffer.End();
        for (var op = 1; op <= operations; op++)
        {
            var json = buffer.Begin(RecordKind.Operation, op);
            json.Raw("{\"op\":"u8);
            json.Number(op);
            json.Raw(",\"text\":\"select 1\"}"u8);
            buffer.End();
        }
        buffer.Begin(RecordKind.Closed, operations + 1).Object(new ClosedEvent("done"));
        buffer.End();
        buffer.Sign(signer, operations + 2);
        var records = new List<byte[]>();
        var cursor = new RecordCursor(buffer.Pending);
        while (cursor.TryNext(out var record)) records.Add(record.Bytes.ToArray());
        return records;
    }

    public Task<AppendOutcome> AppendAsync(List<byte[]> records, int from, int count, string agent = Agent) =>
        Store.AppendAsync(agent, Session, from, records.Skip(from).Take(count).SelectMany(r => r).ToArray(), CancellationToken.None);

    public async Task<List<RecordedEvent>> ReadAsync(long after)
    {
        var events = new List<RecordedEvent>();
        await foreach (var read in Store.ReadAsync(Session, after, CancellationToken.None)) events.Add(read);
        return events;
    }

    public Task<long> LastAsync() => Store.LastSequenceAsync(Session, CancellationToken.None);

    /// <summary>As after a kill: nothing remembered.</summary>
    public void Restart()
    {
        Store.Dispose();
        Store = new DirectoryRecordingStore(root);
    }

    public static byte[] FileOf(IEnumerable<byte[]> records) => [.. RecordingFormat.Magic, .. records.SelectMany(r => r)];

    public void Dispose()
    {
        Store.Dispose();
        key.Dispose();
        Directory.Delete(root, recursive: true);
    }
}
