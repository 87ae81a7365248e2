using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Sessions;

/// <summary>A search for sessions that somebody keeps under a name of their own.</summary>
public sealed class SavedSearchEntity
{
    public required string Owner { get; set; }
    public required string Name { get; set; }
    /// <summary>As it stands in the page's address, behind the question mark.</summary>
    public required string Query { get; set; }
    public DateTimeOffset At { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SavedSearchEntity>
    {
        public void Configure(EntityTypeBuilder<SavedSearchEntity> builder)
        {
            builder.ToTable("saved_searches");
            builder.HasKey(s => new { s.Owner, s.Name });
            builder.Property(s => s.Name).HasMaxLength(100);
        }
    }
}
