using System.Collections.Immutable;

namespace HoopLike.Shared.Snapshot;

public enum ConnectionProtocol { Postgres, Mysql, Ssh, Http, Kubernetes }

public enum TargetTlsMode { Disable, Prefer, Require, VerifyFull }

public enum ClientTlsMode { Require, Optional }

/// <summary>When an answer may be delivered: its record is written to the spool, is on disk, or is acknowledged by the console.</summary>
public enum RecordingDurability { Spooled, Synced, Replicated }

/// <summary>One target, and how callers reach it.</summary>
public sealed record ConnectionConfig
{
    public required string Name { get; init; }
    public required ConnectionProtocol Protocol { get; init; }
    public required ListenConfig Listen { get; init; }
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    public required TargetConfig Target { get; init; }
    public required CredentialConfig Credential { get; init; }
    public ClientTlsMode ClientTls { get; init; } = ClientTlsMode.Require;
    public RecordingConfig Recording { get; init; } = new();
}

/// <param name="Address">Null for the address given to the agent on its command line (loopback unless told otherwise).</param>
/// <param name="Host">The host name by which requests on a port that several HTTP connections share are for this one, in lower case; null for by the prefix <c>/c/NAME/</c> alone.</param>
public sealed record ListenConfig(int Port, string? Address = null, string? Host = null)
{
    /// <summary>HTTP says whom a request is for, so that connections may share a port.</summary>
    public static bool MayShare(ConnectionConfig a, ConnectionConfig b) =>
        a.Protocol == ConnectionProtocol.Http && b.Protocol == ConnectionProtocol.Http && a.Listen.Port == b.Listen.Port && string.Equals(a.Listen.Address, b.Listen.Address, StringComparison.OrdinalIgnoreCase);
}

/// <param name="CertificateAuthority">PEM that <c>verify-full</c> trusts; null for the system's.</param>
public sealed record TargetConfig(string Host, int Port, string? Database, TargetTlsMode Tls, string? CertificateAuthority = null)
{
    /// <summary>Of an HTTP target: the path under which the whole connection lies there, as <c>/v1</c>. Callers do not say it, and policies and recordings do not see it. Null for none.</summary>
    public string? Path { get; init; }
}

/// <param name="ResultLimit">Bytes of masked result kept for one operation; of the rest the recording has the row count and the digest.</param>
public sealed record RecordingConfig(RecordingDurability Durability = RecordingDurability.Spooled, int ResultLimit = 64 * 1024, int RetentionDays = 90);
