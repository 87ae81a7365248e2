namespace HoopLike.Shared.Recording;

public enum RecordingFaultKind
{
    /// <summary>The magic line is not there.</summary>
    NotRecording,
    Changed,
    Dropped,
    Added,
    Moved,
    /// <summary>The file ends inside a record.</summary>
    CutOff,
    /// <summary>The file ends before the session's end.</summary>
    NotClosed,
    /// <summary>No signature covers the last records.</summary>
    Unsigned,
    /// <summary>Bytes that are no record follow the last one.</summary>
    TrailingBytes,
    /// <summary>A signature does not fit: everything before it since the last good one is in doubt.</summary>
    BadSignature,
    /// <summary>Signed, but not with the key that was asked for.</summary>
    UnknownKey,
}

/// <summary>Why a file proves nothing.</summary>
/// <param name="Record">Sequence of the first record that is concerned.</param>
/// <param name="What">A sentence for humans.</param>
public sealed record RecordingFault(RecordingFaultKind Kind, long Record, string What);

/// <summary>What a file says of itself, and whether that is proven.</summary>
/// <param name="Fault">Null when every record is as the agent wrote it and the last signature covers all of them.</param>
/// <param name="Session">From the first record.</param>
/// <param name="Records">Records that are as they were written, up to the fault.</param>
/// <param name="EndReason">From <c>closed</c>.</param>
/// <param name="KeyId">Of the last good signature.</param>
/// <param name="PublicKey">Of the last good signature: SubjectPublicKeyInfo, DER, base64.</param>
/// <param name="SignedThrough">Sequence of the last good signature; -1 for none.</param>
public sealed record RecordingProof(RecordingFault? Fault, OpenedEvent? Session, long Records, long Operations, DateTimeOffset? EndedAt, string? EndReason, string? KeyId, string? PublicKey, long SignedThrough)
{
    public bool IsProven => Fault is null;
}
