using HoopLike.Console.Data;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Agents;

/// <summary>A name under which one agent, or a pool of them, serves connections.</summary>
/// <param name="Token">Lets one agent enrol; null keeps the stored one.</param>
public sealed record AgentConfig(string Name, Secret? Token = null)
{
    public const int MostTokenHours = 720;

    /// <summary>How long the token may be used once it was set; null for a day.</summary>
    public int? TokenHours { get; init; }

    internal TimeSpan TokenLife => TimeSpan.FromHours(TokenHours ?? 24);
}

public sealed class AgentEntity : ConfiguredEntity<AgentConfig>
{
    /// <summary>Keyed hash of the enrolment token.</summary>
    public string? TokenHash { get; set; }
    /// <summary>When the token was spent; writing the same token again does not arm it again.</summary>
    public DateTimeOffset? TokenUsedAt { get; set; }
    /// <summary>After this nobody enrols with the token; null where none is set.</summary>
    public DateTimeOffset? TokenExpiresAt { get; set; }

    /// <summary>It was never used, and may be.</summary>
    public bool IsTokenOpen(DateTimeOffset now) => TokenHash is not null && TokenUsedAt is null && TokenExpiresAt > now;

    internal sealed class Mapping() : ConfiguredEntityMapping<AgentEntity, AgentConfig>("agents");
}

/// <summary>One enrolled process: the key that it proves itself with, and what it last said.</summary>
public sealed class AgentMemberEntity
{
    /// <summary>The agent's id, <c>sub</c> of its tokens.</summary>
    public Guid Id { get; set; }
    public required string AgentName { get; set; }
    /// <summary>SubjectPublicKeyInfo, DER, base64.</summary>
    public required string PublicKey { get; set; }
    public DateTimeOffset EnrolledAt { get; set; }
    /// <summary>When <see cref="PublicKey"/> took the place of an older one; null for the first.</summary>
    public DateTimeOffset? KeyChangedAt { get; set; }
    /// <summary>From then on it proves nothing; null for one that counts.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
    public string? RevokedBy { get; set; }
    /// <summary>Connected as far as some console knows; void after this moment unless renewed.</summary>
    public DateTimeOffset? OnlineUntil { get; set; }
    public DateTimeOffset? LastSeenAt { get; set; }
    public string? AgentVersion { get; set; }
    public string? Host { get; set; }
    public long? SnapshotVersion { get; set; }
    /// <summary>Why it refused the last snapshot; null when it did not.</summary>
    public string? SnapshotError { get; set; }
    public int Sessions { get; set; }
    public int Held { get; set; }
    public long SpoolBytes { get; set; }
    public int SpoolFiles { get; set; }
    /// <summary>How long its last report took to be answered; null while it has not said.</summary>
    public int? LinkMilliseconds { get; set; }

    /// <summary>Takes it out of service for ever.</summary>
    internal void Revoke(string by, DateTimeOffset now) => (RevokedAt, RevokedBy, OnlineUntil, Sessions, Held) = (now, by, null, 0, 0);

    internal sealed class Mapping : IEntityTypeConfiguration<AgentMemberEntity>
    {
        public void Configure(EntityTypeBuilder<AgentMemberEntity> builder)
        {
            builder.ToTable("agent_members");
            builder.HasKey(m => m.Id);
            builder.HasIndex(m => m.AgentName);
        }
    }
}

/// <summary>Stores <see cref="AgentConfig"/>; removing one revokes its processes.</summary>
public sealed class AgentSection(KeyedHash hash, TimeProvider time) : ConfigSection<AgentConfig, AgentEntity>("agent", time)
{
    private const string Purpose = "enrolment-token";

    public override string NameOf(AgentConfig config) => config.Name;

    public Task<string> HashAsync(Secret token, CancellationToken cancellationToken) => hash.OfAsync(Purpose, token.Reveal(), cancellationToken);

    protected override AgentEntity Create(AgentConfig config) => new() { Name = config.Name, Config = config };

    protected override AgentConfig WithoutSecrets(AgentConfig config) => config with { Token = null };

    protected override async Task<bool> WriteSecretsAsync(ConsoleDb db, AgentEntity entity, AgentConfig config, CancellationToken cancellationToken)
    {
        if (config.Token is null) return false;
        var hashed = await HashAsync(config.Token, cancellationToken);
        // The same token again is not armed again; with another life than before, an unused one begins that anew.
        if (hashed == entity.TokenHash && (entity.TokenUsedAt is not null || config.TokenLife == entity.Config.TokenLife)) return false;
        (entity.TokenHash, entity.TokenUsedAt, entity.TokenExpiresAt) = (hashed, null, Time.GetUtcNow() + config.TokenLife);
        return true;
    }

    /// <summary>Their rows stay: what they recorded is proven by their keys, and whoever comes back is told that it may not.</summary>
    protected override async Task RemovingAsync(ConsoleDb db, AgentEntity entity, CancellationToken cancellationToken)
    {
        foreach (var member in await db.Set<AgentMemberEntity>().Where(m => m.AgentName == entity.Name && m.RevokedAt == null).ToListAsync(cancellationToken)) member.Revoke("whoever removed it from the configuration", Time.GetUtcNow());
    }
}
