using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Data;

/// <summary>A stored object of the configuration: its document as the file, the pages and the REST interface see it, without secrets.</summary>
public abstract class ConfiguredEntity<TConfig> : IVersioned
    where TConfig : class
{
    public Guid Id { get; set; } = Guid.NewGuid();
    public required string Name { get; set; }
    /// <summary>Place in its section.</summary>
    public int Position { get; set; }
    public required TConfig Config { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public Guid Version { get; set; }
}

/// <summary>The mapping that all of them share.</summary>
public abstract class ConfiguredEntityMapping<TEntity, TConfig>(string table) : IEntityTypeConfiguration<TEntity>
    where TEntity : ConfiguredEntity<TConfig>
    where TConfig : class
{
    public virtual void Configure(EntityTypeBuilder<TEntity> builder)
    {
        builder.ToTable(table);
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Name).HasMaxLength(200);
        builder.HasIndex(e => e.Name).IsUnique();
        builder.Property(e => e.Config).IsJson();
    }
}
