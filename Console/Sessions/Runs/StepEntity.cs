using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Sessions.Runs;

/// <summary>What became of an operation, beside the operation itself: kept of requests (HTTP), and of whatever says that it belongs to a run. Read from the recording, which stays the truth.</summary>
public sealed class StepEntity
{
    public Guid SessionId { get; set; }
    /// <summary>The operation's number in its session.</summary>
    public long Number { get; set; }
    /// <summary>Of the operation's own event.</summary>
    public long Sequence { get; set; }
    public DateTimeOffset At { get; set; }
    /// <summary>When the last that is known of it happened; null while nothing came back.</summary>
    public DateTimeOffset? EndedAt { get; set; }
    public string? Trace { get; set; }
    public string? Run { get; set; }
    public string? Thread { get; set; }
    /// <summary>Of HTTP: as the caller got it.</summary>
    public int? Status { get; set; }
    /// <summary>Bytes of the request's body.</summary>
    public long? Sent { get; set; }
    /// <summary>Bytes of the answer, masked.</summary>
    public long? Received { get; set; }
    public long MaskedValues { get; set; }
    public DateTimeOffset? HeldAt { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public ApprovalStatus? Decision { get; set; }
    public ImmutableArray<string> DecidedBy { get; set; } = [];

    /// <summary>From the operation to the last that is known of it.</summary>
    public TimeSpan? Took => EndedAt - At;

    internal sealed class Mapping : IEntityTypeConfiguration<StepEntity>
    {
        public void Configure(EntityTypeBuilder<StepEntity> builder)
        {
            builder.ToTable("steps");
            builder.HasKey(s => new { s.SessionId, s.Number });
            builder.Ignore(s => s.Took);
            builder.HasIndex(s => new { s.Trace, s.At }).HasFilter("\"Trace\" is not null");
            builder.HasIndex(s => new { s.Run, s.At }).HasFilter("\"Run\" is not null");
            builder.HasIndex(s => new { s.Thread, s.At }).HasFilter("\"Thread\" is not null");
            builder.HasOne<SessionEntity>().WithMany().HasForeignKey(s => s.SessionId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
