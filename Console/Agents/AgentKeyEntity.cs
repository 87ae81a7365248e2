using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Agents;

/// <summary>A public key that an agent once proved itself with: its older recordings are proven by it.</summary>
public sealed class AgentKeyEntity
{
    /// <summary>First 16 hex characters of the public key's SHA-256.</summary>
    public required string KeyId { get; set; }
    public Guid MemberId { get; set; }
    public required string AgentName { get; set; }
    /// <summary>SubjectPublicKeyInfo, DER, base64.</summary>
    public required string PublicKey { get; set; }
    public DateTimeOffset From { get; set; }
    /// <summary>When another key took its place, or it was revoked.</summary>
    public DateTimeOffset Until { get; set; }

    /// <summary>The id of a public key (SubjectPublicKeyInfo, DER, base64).</summary>
    public static string IdOf(string publicKey) => Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(publicKey)))[..16];

    internal sealed class Mapping : IEntityTypeConfiguration<AgentKeyEntity>
    {
        public void Configure(EntityTypeBuilder<AgentKeyEntity> builder)
        {
            builder.ToTable("agent_keys");
            builder.HasKey(k => new { k.MemberId, k.KeyId });
            builder.HasIndex(k => k.AgentName);
        }
    }
}
