using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HoopLike.Console.Data;

/// <summary>Production: several consoles may share one.</summary>
public sealed class PostgresConsoleDb(DbContextOptions<PostgresConsoleDb> options) : ConsoleDb(options)
{
    public override Task LockAsync(long number, CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({number})", cancellationToken);

    public override IQueryable<T> WhereContains<T>(IQueryable<T> source, Expression<Func<T, string>> column, string part) =>
        source.Where(LikeExpression.Build(column, LikePattern(part), (text, pattern) => EF.Functions.ILike(text, pattern, "\\")));

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
    }

    /// <summary>timestamptz takes offset zero only.</summary>
    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(value => value.ToUniversalTime(), value => value);
}
