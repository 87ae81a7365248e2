using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Audit;

/// <summary>One thing that was done, chained to the one before it.</summary>
public sealed class AuditEntity
{
    /// <summary>From 1, without gaps.</summary>
    public long Sequence { get; set; }
    public DateTimeOffset At { get; set; }
    /// <summary>Who did it; <c>system</c> for what nobody asked for.</summary>
    public required string Actor { get; set; }
    /// <summary>Where it was asked from; null when unknown.</summary>
    public string? Address { get; set; }
    /// <summary>As <c>policy.changed</c>, <c>approval.denied</c>.</summary>
    public required string Action { get; set; }
    public required string Target { get; set; }
    /// <summary>JSON without secrets.</summary>
    public string? Before { get; set; }
    public string? After { get; set; }
    public string? Detail { get; set; }
    /// <summary>An agent's own number for its report, so that a report sent twice is written once.</summary>
    public Guid? ReportId { get; set; }
    public required string PreviousHash { get; set; }
    public required string Hash { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<AuditEntity>
    {
        public void Configure(EntityTypeBuilder<AuditEntity> builder)
        {
            builder.ToTable("audit");
            builder.HasKey(a => a.Sequence);
            builder.Property(a => a.Sequence).ValueGeneratedNever();
            builder.HasIndex(a => a.ReportId).IsUnique();
            builder.HasIndex(a => a.Actor);
            builder.HasIndex(a => new { a.Target, a.Sequence });
        }
    }
}
