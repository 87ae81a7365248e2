using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Sessions;

/// <summary>What happened on one connection in one minute: charts are drawn from it, so that no page ever counts operations.</summary>
public sealed class ActivityEntity
{
    /// <summary>Where the minute begins.</summary>
    public DateTimeOffset Minute { get; set; }
    public required string Connection { get; set; }
    public long Operations { get; set; }
    public long Denied { get; set; }
    public long Held { get; set; }
    public long MaskedValues { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ActivityEntity>
    {
        public void Configure(EntityTypeBuilder<ActivityEntity> builder)
        {
            builder.ToTable("activity");
            builder.HasKey(a => new { a.Minute, a.Connection });
        }
    }
}

/// <summary>How often a policy gave one verdict, and when it last did.</summary>
public sealed class PolicyActivityEntity
{
    public required string Policy { get; set; }
    /// <summary>As recorded: <c>allow</c>, <c>deny</c>, <c>approve</c>; of a policy that only watches, <c>observe-deny</c> and so on.</summary>
    public required string Verdict { get; set; }
    public long Count { get; set; }
    public DateTimeOffset LastAt { get; set; }
    public Guid LastSession { get; set; }
    /// <summary>Sequence of the operation's event in that session's recording.</summary>
    public long LastSequence { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PolicyActivityEntity>
    {
        public void Configure(EntityTypeBuilder<PolicyActivityEntity> builder)
        {
            builder.ToTable("policy_activity");
            builder.HasKey(a => new { a.Policy, a.Verdict });
        }
    }
}
