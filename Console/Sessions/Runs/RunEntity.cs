using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Sessions.Runs;

/// <summary>What one session has of a run: the list of runs is made of these.</summary>
public sealed class RunEntity
{
    /// <summary>The id by which it is listed, as its program chose it.</summary>
    public required string Key { get; set; }
    public Guid SessionId { get; set; }
    /// <summary><c>run</c>, <c>thread</c> or <c>trace</c>.</summary>
    public required string Kind { get; set; }
    /// <summary>The session's.</summary>
    public required string Identity { get; set; }
    public DateTimeOffset FirstAt { get; set; }
    public DateTimeOffset LastAt { get; set; }
    public long Operations { get; set; }
    public long Denied { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<RunEntity>
    {
        public void Configure(EntityTypeBuilder<RunEntity> builder)
        {
            builder.ToTable("runs");
            builder.HasKey(r => new { r.Key, r.SessionId });
            builder.HasIndex(r => new { r.LastAt, r.Key, r.SessionId });
            builder.HasIndex(r => new { r.Identity, r.LastAt });
            builder.HasOne<SessionEntity>().WithMany().HasForeignKey(r => r.SessionId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
