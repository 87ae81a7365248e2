using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Masking;

/// <summary>A column that looked sensitive when its target was last scanned. Of its values only the class is known here.</summary>
public sealed class SensitiveColumnEntity
{
    public required string Connection { get; set; }
    public required string Schema { get; set; }
    public required string Table { get; set; }
    public required string Column { get; set; }
    /// <summary>A detector's word, as <c>email</c>.</summary>
    public required string Class { get; set; }
    /// <summary>Its name says so.</summary>
    public bool ByName { get; set; }
    /// <summary>Share of the sampled values that a detector found, 0 to 1; null where none was sampled.</summary>
    public double? Share { get; set; }
    public DateTimeOffset SeenAt { get; set; }
    /// <summary>Somebody said that it is not sensitive.</summary>
    public string? DismissedBy { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SensitiveColumnEntity>
    {
        public void Configure(EntityTypeBuilder<SensitiveColumnEntity> builder)
        {
            builder.ToTable("sensitive_columns");
            builder.HasKey(c => new { c.Connection, c.Schema, c.Table, c.Column });
        }
    }
}
