using System.Collections.Immutable;

namespace HoopLike.Shared.Contracts;

/// <summary>Addresses and limits of the link between agents and console.</summary>
public static class AgentHubAddress
{
    /// <summary>POST <see cref="EnrolmentRequest"/>, answers <see cref="EnrolmentAnswer"/> or a problem document.</summary>
    public const string Enrol = "/agent/enrol";
    public const string Control = "/agent/control";
    public const string Recordings = "/agent/recordings";
    /// <summary>Audience of the token by which an agent proves itself: a JWT (ES256) signed by its key, <c>sub</c> its id, valid for a minute or less.</summary>
    public const string TokenAudience = "hooplike-agent-link";
    /// <summary>Header of a refused connect whose token was right but for that its key was revoked; its value is the reason.</summary>
    public const string RevokedHeader = "HoopLike-Agent-Revoked";
    /// <summary>Bytes of recording in one <see cref="RecordingChunk"/>: small enough that a chunk never holds a link for long.</summary>
    public const int ChunkLimit = 256 * 1024;
}

/// <summary>First meeting of an agent: the one-time token and the public key (SubjectPublicKeyInfo, DER, base64) that counts from then on.</summary>
public sealed record EnrolmentRequest(string Name, string Token, string PublicKey, string Version);

public sealed record EnrolmentAnswer(Guid AgentId, string Name);

/// <summary>What the agent says each time its control link is up.</summary>
public sealed record AgentHello(string Version, long? SnapshotVersion, string Host);

/// <param name="LinkMilliseconds">How long the report before this one took to be answered; null for the first.</param>
public sealed record AgentStatusReport(long? SnapshotVersion, int Sessions, int Held, long SpoolBytes, int SpoolFiles, int? LinkMilliseconds = null);

/// <summary>Whether a pushed snapshot is in force, or why it was refused (the one before stays in force).</summary>
public sealed record SnapshotReport(long Version, bool InForce, ImmutableArray<string> Errors);

/// <summary>Something that leaves an audit entry and no recording: a refused connect, a listener that could not be opened.</summary>
public sealed record AgentAuditEntry(Guid Id, DateTimeOffset At, string Action, string? Identity, string? Connection, string Detail);

/// <summary>PEM of a certificate chain for the agent's listeners (leaf first, CA last) made from a PKCS#10 request.</summary>
public sealed record ListenerCertificate(string ChainPem, DateTimeOffset NotAfter);

/// <summary>Bytes of one session's recording: whole records, the first of which has <paramref name="FirstSequence"/>.</summary>
/// <param name="Records">Base64 on the wire (JSON hub protocol).</param>
/// <param name="Closed">True when the last record of the session is in this chunk.</param>
public sealed record RecordingChunk(Guid SessionId, long FirstSequence, byte[] Records, bool Closed);

/// <summary>The sequence up to which (inclusive) the console has the session durably; -1 for nothing yet.</summary>
public sealed record RecordingAck(Guid SessionId, long Sequence);

/// <summary>What an agent may call on the console's control hub. Method names are these members' names.</summary>
public interface IAgentControlHub
{
    Task Hello(AgentHello hello);
    Task ReportStatus(AgentStatusReport report);
    Task ReportSnapshot(SnapshotReport report);
    Task ReportAudit(AgentAuditEntry entry);
    Task<ApprovalOpened> OpenTicket(ApprovalRequest request);
    /// <summary>The asker is gone (disconnect, cancel, time-out of its own): the ticket can no longer be approved.</summary>
    Task WithdrawTicket(Guid id, string reason);
    /// <summary>An approved operation was sent on: the approval is used up.</summary>
    Task ReportUsed(Guid id);
    /// <summary>Asks again after a broken link; null while still pending.</summary>
    Task<ApprovalDecision?> GetDecision(Guid id);
    Task<ListenerCertificate> SignListenerRequest(string requestPem);
    /// <summary>A token is signed with a key that this issuer (its name in the configuration) is not known to have: it is asked for its keys of now, unless it was a moment ago.</summary>
    /// <returns>The version of the snapshot that holds what is known of them then; it is pushed where it is new.</returns>
    Task<long> RequestKeys(string issuer);
}

/// <summary>What the console may call on an agent.</summary>
public interface IAgentControlClient
{
    /// <summary><see cref="Snapshot.AgentSnapshot"/> as <see cref="SnapshotJson.Revealing"/> writes it.</summary>
    Task ApplySnapshot(string snapshotJson);
    Task Decide(ApprovalDecision decision);
    /// <summary>Ends a session within a second. The reason is recorded and shown to the caller.</summary>
    Task EndSession(Guid sessionId, string reason);
    /// <summary>Asks for a new key in the place of the one that the agent has. Asked again before <see cref="TakeKey"/>, the agent offers the same one.</summary>
    /// <param name="challenge">Goes into <see cref="AgentKeyChange.Statement"/>.</param>
    Task<KeyProposal> ProposeKey(string challenge);
    /// <summary>The proposed key counts from now on, the one before proves nothing any more.</summary>
    Task TakeKey(string keyId);
    /// <summary>The agent's key was revoked: it ends its sessions with this reason, sends what it has recorded as long as its link lasts, forgets its key and its configuration, and stops.</summary>
    /// <returns>True, once its sessions are told to end.</returns>
    Task<bool> Revoke(string reason);
    /// <summary>Looks something up at a target. The question is an <see cref="AgentQuestion"/> as <see cref="SnapshotJson.Revealing"/> writes it. Never fails: what goes wrong is in the reply.</summary>
    Task<AgentReply> Answer(string questionJson);
}

/// <summary>What an agent may call on the console's recordings hub.</summary>
public interface IAgentRecordingsHub
{
    /// <summary>Where to go on for each of the sessions in the agent's spool.</summary>
    Task<ImmutableArray<RecordingAck>> Resume(ImmutableArray<Guid> sessions);
    /// <summary>Stores a chunk; records already stored are skipped, a gap or a broken chain is an error.</summary>
    Task<RecordingAck> Append(RecordingChunk chunk);
}
