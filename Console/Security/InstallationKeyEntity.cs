using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Security;

/// <summary>A key that the installation made for itself at its first start, encrypted by the key ring.</summary>
public sealed class InstallationKeyEntity
{
    public required string Name { get; set; }
    /// <summary>As <see cref="SecretProtector"/> writes it.</summary>
    public required string ProtectedKey { get; set; }
    /// <summary>What may be seen of it: the CA's certificate (PEM); null where nothing may.</summary>
    public string? PublicPart { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<InstallationKeyEntity>
    {
        public void Configure(EntityTypeBuilder<InstallationKeyEntity> builder)
        {
            builder.ToTable("installation_keys");
            builder.HasKey(k => k.Name);
        }
    }
}
