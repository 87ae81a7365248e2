using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Data;

/// <summary>A number that only grows, shared by all consoles on one store.</summary>
public sealed class CounterEntity
{
    /// <summary>The snapshot's version: grows with everything that an agent must know.</summary>
    public const string SnapshotVersion = "snapshot";

    public required string Name { get; set; }
    public long Value { get; set; }

    /// <summary>Adds one inside the caller's transaction, which holds the row until it ends.</summary>
    public static async Task<long> NextAsync(ConsoleDb db, string name, CancellationToken cancellationToken)
    {
        await db.Set<CounterEntity>().Where(c => c.Name == name).ExecuteUpdateAsync(set => set.SetProperty(c => c.Value, c => c.Value + 1), cancellationToken);
        return await ReadAsync(db, name, cancellationToken);
    }

    public static Task<long> ReadAsync(ConsoleDb db, string name, CancellationToken cancellationToken) =>
        db.Set<CounterEntity>().Where(c => c.Name == name).Select(c => c.Value).SingleAsync(cancellationToken);

    internal sealed class Mapping : IEntityTypeConfiguration<CounterEntity>
    {
        public void Configure(EntityTypeBuilder<CounterEntity> builder)
        {
            builder.ToTable("counters");
            builder.HasKey(c => c.Name);
            builder.HasData(new CounterEntity { Name = SnapshotVersion, Value = 1 });
        }
    }
}
