using HoopLike.Console.Data;
using HoopLike.Console.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Identities;

/// <summary>A local account that is gone while tokens issued to it may still be about: agents are told that it is disabled.</summary>
public sealed class RemovedIdentityEntity
{
    public required string Name { get; set; }
    public DateTimeOffset At { get; set; }

    internal static async Task NoteAsync(ConsoleDb db, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var outlived = now - AccessTokens.LongestLife;
        await db.Set<RemovedIdentityEntity>().Where(r => r.At < outlived || r.Name == name).ExecuteDeleteAsync(cancellationToken);
        db.Add(new RemovedIdentityEntity { Name = name, At = now });
    }

    internal sealed class Mapping : IEntityTypeConfiguration<RemovedIdentityEntity>
    {
        public void Configure(EntityTypeBuilder<RemovedIdentityEntity> builder)
        {
            builder.ToTable("removed_identities");
            builder.HasKey(r => r.Name);
        }
    }
}
