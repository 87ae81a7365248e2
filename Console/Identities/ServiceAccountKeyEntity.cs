using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Identities;

/// <summary>A key of a service account: what is kept of it once it was shown.</summary>
public sealed class ServiceAccountKeyEntity
{
    public Guid Id { get; set; } = Guid.NewGuid();
    /// <summary>The account's name.</summary>
    public required string Account { get; set; }
    /// <summary>Lower-case hex SHA-256 of the whole key.</summary>
    public required string KeyHash { get; set; }
    /// <summary>The key's first characters, so that people can tell keys apart.</summary>
    public required string Prefix { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public string? CreatedBy { get; set; }
    /// <summary>Null for a key that is good until it is revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public string? LastUsedFrom { get; set; }

    /// <summary>Whether it still opens anything.</summary>
    public bool IsValid(DateTimeOffset now) => ExpiresAt is not { } end || end > now;

    internal sealed class Mapping : IEntityTypeConfiguration<ServiceAccountKeyEntity>
    {
        public void Configure(EntityTypeBuilder<ServiceAccountKeyEntity> builder)
        {
            builder.ToTable("service_account_keys");
            builder.HasKey(k => k.Id);
            builder.Property(k => k.Id).ValueGeneratedNever();
            builder.HasIndex(k => k.KeyHash).IsUnique();
            builder.HasIndex(k => k.Account);
        }
    }
}
