using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Data;

/// <summary>Makes contexts of the provider that the settings name, and runs writes in one transaction.</summary>
public sealed class ConsoleDbFactory : IDbContextFactory<ConsoleDb>, IDisposable
{
    private readonly Func<ConsoleDb> create;
    private readonly SemaphoreSlim? writer;

    public ConsoleDbFactory(ConsoleOptions options)
    {
        if (options.Store.Kind == StoreProvider.Postgres)
        {
            var postgres = new DbContextOptionsBuilder<PostgresConsoleDb>().UseNpgsql(options.Store.ConnectionString).Options;
            create = () => new PostgresConsoleDb(postgres);
        }
        else
        {
            var sqlite = new DbContextOptionsBuilder<SqliteConsoleDb>().UseSqlite($"Data Source={Path.Combine(options.DataDir, "console.db")}").AddInterceptors(new SqlitePragmas()).Options;
            create = () => new SqliteConsoleDb(sqlite);
            // Writers that collide in SQLite sleep and try again; a queue lets each in as soon as the one before is done.
            writer = new SemaphoreSlim(1);
        }
    }

    public ConsoleDb CreateDbContext() => create();

    public void Dispose() => writer?.Dispose();

    /// <summary>Waits for this process's turn to write; dispose the answer to let the next one in.</summary>
    public async Task<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        if (writer is null) return null;
        await writer.WaitAsync(cancellationToken);
        return new Turn(writer);
    }

    /// <summary>Runs <paramref name="work"/> in a transaction and commits it. On SQLite it is the only writer meanwhile.</summary>
    public async Task<T> WriteAsync<T>(Func<ConsoleDb, Task<T>> work, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken);
        await using var db = create();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var answer = await work(db);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return answer;
    }

    public Task WriteAsync(Func<ConsoleDb, Task> work, CancellationToken cancellationToken) => WriteAsync(
        async db =>
        {
            await work(db);
            return true;
        },
        cancellationToken);

    /// <summary>As <see cref="WriteAsync{T}"/>, again from the start when somebody else changed the same rows meanwhile.</summary>
    public async Task<T> WriteWithRetryAsync<T>(Func<ConsoleDb, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteAsync(work, cancellationToken);
            }
            catch (DbUpdateException) when (attempt < 10)
            {
                // A conflict of versions or of a unique key: what the other one wrote is seen on the next round.
            }
        }
    }

    private sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        public void Dispose() => writer.Release();
    }
}
