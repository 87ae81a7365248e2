using System.Security.Cryptography;
using System.Text;
using HoopLike.Agent.Sessions;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Tests;

/// <summary>Any valid value, where a test cares only for a part of it.</summary>
internal static class Some
{
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public static ConnectionConfig Connection(string name = "shop", int port = 15432, string? address = null) => new()
    {
        Name = name,
        Protocol = ConnectionProtocol.Postgres,
        Listen = new ListenConfig(port, address),
        Target = new TargetConfig("db.internal", 5432, "shop", TargetTlsMode.Prefer),
        Credential = new CredentialConfig("owner", new Secret("target-password")),
    };

    public static AgentSnapshot Snapshot(long version = 1, params ConnectionConfig[] connections) =>
        new() { Version = version, ConsoleAddress = "http://localhost:8080", Connections = [.. connections] };

    /// <summary>The account of <see cref="Machine"/>, and the one key that it has.</summary>
    public static ServiceAccountConfig Account(string key, string name = "report-bot") =>
        new(name, ["analysts"], [new ServiceKeyConfig(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))))], Disabled: false);

    public static CallerIdentity Machine(string name = "report-bot") => new(name, CallerKind.Machine, ["analysts"], "service account key");

    public static SessionState Session(ConnectionConfig? connection = null, CallerIdentity? identity = null, (int, int)? cancelKey = null, DateTimeOffset startedAt = default)
    {
        connection ??= Connection();
        return new SessionState
        {
            Id = Guid.NewGuid(),
            Connection = connection.Name,
            Target = connection.Target,
            Protocol = "postgres",
            Identity = identity ?? Machine(),
            StartedAt = startedAt,
            CancelKey = cancelKey ?? (Random.Shared.Next(1, int.MaxValue), Random.Shared.Next()),
        };
    }

    public static ApprovalDecision Decision(Guid id) => new() { Id = id, Status = ApprovalStatus.Approved, Digest = "d1", DecidedBy = ["ann"] };

    public static ApprovalRequest Request(Guid id) => new()
    {
        Id = id,
        Scope = ApprovalScope.Operation,
        Identity = "report-bot",
        IdentityKind = CallerKind.Machine,
        Groups = ["analysts"],
        Connection = "shop",
        Policy = "writes-need-a-dba",
        SnapshotVersion = 1,
        Digest = "d1",
        Operation = "delete from orders",
    };
}
