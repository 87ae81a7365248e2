using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Data;

/// <summary>The store. It knows no entity by name: each feature room's <see cref="IEntityTypeConfiguration{T}"/> is found by scan.</summary>
public abstract class ConsoleDb(DbContextOptions options) : DbContext(options)
{
    /// <summary>Escapes what means something to LIKE; the escape character is a backslash.</summary>
    public static string LikePattern(string part) =>
        $"%{part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    /// <summary>Takes the store-wide lock of that number until the transaction ends. SQLite has one writer at a time anyway.</summary>
    public virtual Task LockAsync(long number, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Case-insensitive "contains" as the provider does it best.</summary>
    public abstract IQueryable<T> WhereContains<T>(IQueryable<T> source, System.Linq.Expressions.Expression<Func<T, string>> column, string part);

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RenewVersions();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RenewVersions();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ConsoleDb).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(e => typeof(IVersioned).IsAssignableFrom(e.ClrType)))
            modelBuilder.Entity(entity.ClrType).Property(nameof(IVersioned.Version)).IsConcurrencyToken();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<ImmutableArray<string>>().HaveConversion<WordsConverter, WordsComparer>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }

    private void RenewVersions()
    {
        foreach (var entry in ChangeTracker.Entries<IVersioned>().Where(e => e.State is EntityState.Added or EntityState.Modified))
            entry.Entity.Version = Guid.NewGuid();
    }
}

/// <summary>Two people may edit it: a save that started from an older version fails with a concurrency exception.</summary>
public interface IVersioned
{
    Guid Version { get; set; }
}
