using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HoopLike.Console.Data;

/// <summary>For <c>dotnet ef migrations add NAME --context SqliteConsoleDb -o Data/Migrations/Sqlite</c>.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteConsoleDb>
{
    public SqliteConsoleDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteConsoleDb>().UseSqlite("Data Source=design.db").Options);
}

/// <summary>For <c>dotnet ef migrations add NAME --context PostgresConsoleDb -o Data/Migrations/Postgres</c>.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresConsoleDb>
{
    public PostgresConsoleDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresConsoleDb>().UseNpgsql("Host=design").Options);
}
