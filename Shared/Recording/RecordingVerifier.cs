using System.Text.Json;

namespace HoopLike.Shared.Recording;

/// <summary>Proves a recording from nothing but its bytes, in constant memory, or names the first record that is not what the agent wrote.</summary>
public sealed class RecordingVerifier
{
    private readonly Stream stream;
    private readonly string? agentKey;
    private OpenedEvent? session;
    private ChainCheck? chain;
    private RecordingSignature? signature;
    private ClosedEvent? closed;
    private DateTimeOffset? lastAt;
    private string last = "the magic line";
    private long operations;
    private long signedThrough = -1;
    private RecordKind lastKind;

    private RecordingVerifier(Stream stream, string? agentKey)
    {
        this.stream = stream;
        this.agentKey = agentKey;
    }

    /// <param name="stream">Seekable; read from its beginning, not disposed.</param>
    /// <param name="agentKey">The key id or public key (SubjectPublicKeyInfo, DER, base64) by which the last signature must be made; null to accept any and report it.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RecordingProof Verify(Stream stream, string? agentKey = null)
    {
        var verifier = new RecordingVerifier(stream, agentKey);
        try
        {
            return verifier.Proof(verifier.FindFault());
        }
        finally
        {
            verifier.chain?.Dispose();
        }
    }

    private long Next => (chain?.LastSequence ?? -1) + 1;

    private RecordingFault? FindFault()
    {
        stream.Position = 0;
        var magic = new byte[RecordingFormat.Magic.Length];
        if (stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !RecordingFormat.Magic.SequenceEqual(magic))
            return new(RecordingFaultKind.NotRecording, 0, "The file does not begin as a recording does: its first line was changed, or it is something else.");
        using var scanner = new RecordScanner(stream, magic.Length, leaveOpen: true);
        while (true)
        {
            var outcome = scanner.Read();
            if (outcome == ScanOutcome.End) return FaultAtEnd();
            if (IsEnded) return Behind(outcome, scanner);
            if (outcome != ScanOutcome.Record || !Fits(scanner.Record)) return new FaultFinder(stream, chain, Next).Name(outcome, scanner);
            if (Take(scanner.Record) is { } fault) return fault;
        }
    }

    private bool IsEnded => closed is not null && lastKind == RecordKind.Signature;

    private bool Fits(RecordView record)
    {
        if (chain is not null) return chain.Fits(record);
        if (record.Header.Kind != RecordKind.Opened || Parse<OpenedEvent>(record) is not { } opened) return false;
        var candidate = new ChainCheck(opened.Session);
        if (!candidate.Fits(record))
        {
            candidate.Dispose();
            return false;
        }
        (chain, session) = (candidate, opened);
        return true;
    }

    private RecordingFault? Take(RecordView record)
    {
        var header = record.Header;
        var name = FaultFinder.NameOf(header);
        if (closed is not null && header.Kind != RecordKind.Signature) return new(RecordingFaultKind.Added, header.Sequence, $"{name} was added after the recording was closed.");
        if (header.Kind == RecordKind.Signature)
        {
            var read = Parse<RecordingSignature>(record);
            var fault = read is null ? "cannot be read" : read.FaultIn(chain!.LastHash, header.Sequence, header.Micros);
            if (fault is not null) return new(RecordingFaultKind.BadSignature, header.Sequence, $"{name} {fault}: something in or before it was changed by someone without the agent's key.");
            (signature, signedThrough) = (read, header.Sequence);
        }
        if (header.Kind == RecordKind.Closed) closed = Parse<ClosedEvent>(record);
        if (header.Kind == RecordKind.Operation && record.Payload[..Math.Min(40, record.Payload.Length)].IndexOf(",\"part\":"u8) < 0) operations++;
        chain!.MoveTo(record);
        (last, lastAt, lastKind) = (name, header.At, header.Kind);
        return null;
    }

    private RecordingFault? FaultAtEnd()
    {
        if (closed is null) return new(RecordingFaultKind.NotClosed, Next, $"The recording ends after {last} and is not closed: what followed was dropped, or the session still runs.");
        if (!IsEnded) return new(RecordingFaultKind.Unsigned, signedThrough + 1, $"Records {signedThrough + 1} to {Next - 1} are not signed: the signature at the end was dropped.");
        if (agentKey is not null && agentKey != signature!.KeyId && agentKey != signature.PublicKey)
            return new(RecordingFaultKind.UnknownKey, signedThrough, $"The recording is signed with the key {signature.KeyId}, not with the one that was asked for.");
        return null;
    }

    private RecordingFault Behind(ScanOutcome outcome, RecordScanner scanner) => outcome == ScanOutcome.Record
        ? new(RecordingFaultKind.Added, Next, $"{FaultFinder.NameOf(scanner.Record.Header)} was added behind the end of the recording.")
        : new(RecordingFaultKind.TrailingBytes, Next, $"Bytes that are no record follow {last}, with which the recording ends.");

    private RecordingProof Proof(RecordingFault? fault) =>
        new(fault, session, Next, operations, closed is null ? null : lastAt, closed?.Reason, signature?.KeyId, signature?.PublicKey, signedThrough);

    private static T? Parse<T>(RecordView record) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(record.Payload, RecordingJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
