using System.Collections.Immutable;
using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Identities;

/// <summary>Somebody of a provider who has signed in here: what the provider last said of it.</summary>
public sealed class PersonEntity : IVersioned
{
    /// <summary>As policies, tickets and sessions name it: the provider's prefix and name claim.</summary>
    public required string Name { get; set; }
    public required string Provider { get; set; }
    /// <summary>The provider's own, never reused name for it (<c>sub</c>, NameID).</summary>
    public required string Subject { get; set; }
    public string? DisplayName { get; set; }
    public string? Email { get; set; }
    public ImmutableArray<string> Groups { get; set; } = [];
    public DateTimeOffset FirstSeenAt { get; set; }
    public DateTimeOffset LastSeenAt { get; set; }
    /// <summary>When the last token that the console issued to it ends; while that is ahead, agents are told its groups.</summary>
    public DateTimeOffset? TokensUntil { get; set; }
    public Guid Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PersonEntity>
    {
        public void Configure(EntityTypeBuilder<PersonEntity> builder)
        {
            builder.ToTable("people");
            builder.HasKey(p => p.Name);
            builder.Property(p => p.Name).HasMaxLength(300);
            builder.HasIndex(p => new { p.Provider, p.Subject });
            builder.HasIndex(p => p.LastSeenAt);
            builder.HasIndex(p => p.TokensUntil);
        }
    }
}
