using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Approvals;

/// <summary>A question to humans: may this caller do this?</summary>
public sealed class TicketEntity : IVersioned
{
    public Guid Id { get; set; }
    public ApprovalScope Scope { get; set; }
    public Guid? SessionId { get; set; }
    /// <summary>The agent process that holds the operation; null for an access request.</summary>
    public Guid? AgentMember { get; set; }
    public required string Identity { get; set; }
    public CallerKind IdentityKind { get; set; }
    public ImmutableArray<string> Groups { get; set; }
    /// <summary>Who acts for the identity, the one that calls now first.</summary>
    public ImmutableArray<ActorIdentity> Actors { get; set; } = [];
    /// <summary>Who asks, in words: <c>alice via support-bot</c>.</summary>
    public string Requester => ActorIdentity.Words(Identity, Actors);
    public required string Connection { get; set; }
    public required string Policy { get; set; }
    public long SnapshotVersion { get; set; }
    public required string Digest { get; set; }
    public required string Operation { get; set; }
    public string? Reason { get; set; }
    public OperationImpact? Impact { get; set; }
    /// <summary>How long the grant lasts that an approval opens; null at operation scope.</summary>
    public int? GrantMinutes { get; set; }
    /// <summary>Groups of whom members may decide, as the policy said when the ticket was opened.</summary>
    public ImmutableArray<string> ApproverGroups { get; set; }
    public int Required { get; set; }
    public DateTimeOffset RequestedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public ApprovalStatus Status { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public string? DecisionReason { get; set; }
    public Guid? GrantId { get; set; }
    public DateTimeOffset? GrantExpiresAt { get; set; }
    /// <summary>Votes so far; counting them here makes two votes at once collide.</summary>
    public int VoteCount { get; set; }
    public List<VoteEntity> Votes { get; set; } = [];
    public Guid Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<TicketEntity>
    {
        public void Configure(EntityTypeBuilder<TicketEntity> builder)
        {
            builder.ToTable("tickets");
            builder.HasKey(t => t.Id);
            builder.Property(t => t.Id).ValueGeneratedNever();
            builder.Property(t => t.Impact).IsJson();
            builder.Property(t => t.Actors).IsJson();
            builder.HasIndex(t => new { t.Status, t.ExpiresAt });
            builder.HasIndex(t => new { t.RequestedAt, t.Id });
            builder.HasIndex(t => t.AgentMember);
            builder.HasMany(t => t.Votes).WithOne().HasForeignKey(v => v.TicketId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>One approver's word on a ticket.</summary>
public sealed class VoteEntity
{
    public Guid TicketId { get; set; }
    public required string Approver { get; set; }
    public bool Approves { get; set; }
    public string? Reason { get; set; }
    public DateTimeOffset At { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<VoteEntity>
    {
        public void Configure(EntityTypeBuilder<VoteEntity> builder)
        {
            builder.ToTable("votes");
            builder.HasKey(v => new { v.TicketId, v.Approver });
        }
    }
}

/// <summary>A time-boxed right to connect, opened by a session-scope approval.</summary>
public sealed class GrantEntity : IVersioned
{
    public Guid Id { get; set; }
    public Guid TicketId { get; set; }
    public required string Identity { get; set; }
    /// <summary>Who acts for the identity: the grant is theirs together.</summary>
    public ImmutableArray<ActorIdentity> Actors { get; set; } = [];
    public required string Connection { get; set; }
    public DateTimeOffset OpenedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public string? RevokedBy { get; set; }
    public Guid Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<GrantEntity>
    {
        public void Configure(EntityTypeBuilder<GrantEntity> builder)
        {
            builder.ToTable("grants");
            builder.HasKey(g => g.Id);
            builder.Property(g => g.Actors).IsJson();
            builder.Property(g => g.Id).ValueGeneratedNever();
            builder.HasIndex(g => g.ExpiresAt);
            builder.HasIndex(g => g.TicketId).IsUnique();
        }
    }
}
