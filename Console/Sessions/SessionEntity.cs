using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Sessions;

/// <summary>A session as the list shows it, read from its recording, which stays the truth.</summary>
public sealed class SessionEntity
{
    public Guid Id { get; set; }
    public required string Identity { get; set; }
    public CallerKind IdentityKind { get; set; }
    public ImmutableArray<string> Groups { get; set; }
    /// <summary>Who acts for the identity, the one that calls now first.</summary>
    public ImmutableArray<ActorIdentity> Actors { get; set; } = [];
    /// <summary>Whose it is, in words: <c>alice via support-bot</c>.</summary>
    public string Caller => ActorIdentity.Words(Identity, Actors);
    public required string Connection { get; set; }
    public required string Protocol { get; set; }
    /// <summary>Its operations are requests.</summary>
    public bool IsHttp => Protocol == "http";
    public required string Agent { get; set; }
    /// <summary>The agent process that runs it.</summary>
    public Guid? AgentMember { get; set; }
    public string? ClientAddress { get; set; }
    public string? Application { get; set; }
    public string? Database { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    /// <summary>Why it ended, in words.</summary>
    public string? End { get; set; }
    public int Operations { get; set; }
    public int Denied { get; set; }
    public int Held { get; set; }
    public long MaskedValues { get; set; }
    /// <summary>The sequence up to which the recording is indexed here; -1 for nothing yet.</summary>
    public long IndexedTo { get; set; } = -1;
    /// <summary>Whether chain and signature held when it was closed; null while it is open.</summary>
    public bool? Verified { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SessionEntity>
    {
        public void Configure(EntityTypeBuilder<SessionEntity> builder)
        {
            builder.ToTable("sessions");
            builder.HasKey(s => s.Id);
            builder.Property(s => s.Id).ValueGeneratedNever();
            builder.Property(s => s.Actors).IsJson();
            builder.Property(s => s.IndexedTo).IsConcurrencyToken();
            builder.HasIndex(s => new { s.StartedAt, s.Id });
            builder.HasIndex(s => new { s.Identity, s.StartedAt });
            builder.HasIndex(s => new { s.Connection, s.StartedAt });
            // Few sessions have actors: who looks for one of them does not read all the others.
            builder.HasIndex(s => new { s.StartedAt, s.Id }, "IX_sessions_delegated").HasFilter("\"Actors\" <> '[]'");
            builder.HasMany<OperationEntity>().WithOne().HasForeignKey(o => o.SessionId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>An operation of a session, for search.</summary>
public sealed class OperationEntity
{
    public Guid SessionId { get; set; }
    /// <summary>The event's sequence in the recording.</summary>
    public long Sequence { get; set; }
    public long Number { get; set; }
    public DateTimeOffset At { get; set; }
    /// <summary>Already masked; cut at <see cref="TextLimit"/> characters.</summary>
    public required string Text { get; set; }
    public ImmutableArray<string> Kinds { get; set; }
    public ImmutableArray<string> Tables { get; set; }
    public required string Verdict { get; set; }
    public string? Policy { get; set; }

    /// <summary>Characters of an operation that are searchable; the recording has the rest.</summary>
    public const int TextLimit = 16 * 1024;

    internal sealed class Mapping : IEntityTypeConfiguration<OperationEntity>
    {
        public void Configure(EntityTypeBuilder<OperationEntity> builder)
        {
            builder.ToTable("operations");
            builder.HasKey(o => new { o.SessionId, o.Sequence });
        }
    }
}
