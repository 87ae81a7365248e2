using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Data;

/// <summary>Brings the store to this version's shape, at every start. Consoles that start together wait for each other.</summary>
public sealed class StoreSetup(ConsoleDbFactory databases)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        await db.Database.MigrateAsync(cancellationToken);
    }
}
