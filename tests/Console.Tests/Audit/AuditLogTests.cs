using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HoopLike.Console.Tests.Audit;

[Collection(nameof(Stores))]
public sealed class AuditLogTests(Stores stores)
{
    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Many_writers_at_once_make_one_chain(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var audit = console.Get<AuditLog>();

        await Task.WhenAll(Enumerable.Range(0, 30).Select(n => audit.AppendAsync(new Actor("w" + n, null), new AuditNote("test", "t"), default)));

        Assert.Equal(30, (await audit.ReadAsync(null, 500, default)).Count(a => a.Action == "test"));
        Assert.Null(await audit.FirstBrokenAsync(default));
    }

    [Theory]
    [InlineData("update audit set \"Actor\" = 'somebody else' where \"Sequence\" = 3", 3)]
    [InlineData("delete from audit where \"Sequence\" = 2", 2)]
    public async Task A_changed_or_dropped_entry_is_found(string tampering, long expected)
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();

        await db.Database.ExecuteSqlRawAsync(tampering);

        Assert.Equal(expected, await console.Get<AuditLog>().FirstBrokenAsync(default));
    }
}
