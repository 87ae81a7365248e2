namespace HoopLike.Agent.Recording;

/// <summary>Bounds of the spool.</summary>
public sealed record SpoolOptions
{
    /// <summary>Bytes that all recordings in the spool may take; 1 GiB holds days of a busy agent that cannot reach its console.</summary>
    public long LimitBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Bytes that stay free on the disk: a full disk would break more than recordings.</summary>
    public long MinimumFreeBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How long records of a live session may wait for more to travel with.</summary>
    public TimeSpan UploadDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Records after which a signature is due.</summary>
    public int SignatureRecords { get; init; } = 1000;

    /// <summary>Time after which records are signed, however few.</summary>
    public TimeSpan SignatureInterval { get; init; } = TimeSpan.FromSeconds(30);
}
