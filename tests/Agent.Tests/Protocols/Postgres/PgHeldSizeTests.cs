using HoopLike.Agent.Protocols.Postgres;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>What is kept of a transaction's writes until its COMMIT has an end.</summary>
[Collection(PrivatePostgresCollection.Name)]
public sealed class PgHeldSizeTests(PrivatePostgres server)
{
    private readonly LedgerUnderTest ledger = new(server);

    public static TheoryData<string, byte[]> TooLarge => new()
    {
        { "a literal", Ask.Query($"insert into ledger values (3, '{new string('x', PgHeldTransaction.MostBytes)}')") },
        { "letters of two bytes", Ask.Query($"insert into ledger values (3, '{new string('ü', PgHeldTransaction.MostBytes / 2)}')") },
        { "a parameter", PgBytes.Join(Ask.Parse("", "insert into ledger values (3, $1)"), Ask.Bind("", "", new string('x', PgHeldTransaction.MostBytes)), Ask.Execute(""), Ask.Sync) },
        { "a parameter of which only the beginning is kept", PgBytes.Join(Ask.Parse("", "insert into ledger values (3, $1)"), Ask.Bind("", "", new string('x', 3 * PgHeldTransaction.MostBytes)), Ask.Execute(""), Ask.Sync) },
    };

    [Theory]
    [MemberData(nameof(TooLarge))]
    public async Task More_than_a_mebibyte_is_refused_in_words(string what, byte[] write)
    {
        const string Refusal = "E 54000 The transaction cannot go on: the writes of a transaction that waits at COMMIT may have 1024 KiB of text and parameters., Z ";
        await using var session = await ledger.OpenAsync();

        var alone = await session.AskAsync(write);
        Assert.True(alone.EndsWith(Refusal + 'I', StringComparison.Ordinal), $"{what}: {alone}");
        await session.AskAsync("begin; update ledger set word = 'small'");
        var inBlock = await session.AskAsync(write);
        Assert.True(inBlock.EndsWith(Refusal + 'E', StringComparison.Ordinal), $"{what}: {inBlock}");
        Assert.Equal("C ROLLBACK, Z I", await session.AskAsync("commit"));

        Assert.Equal(LedgerUnderTest.Before, await ledger.RowsAsync());
    }

    [Fact]
    public async Task It_counts_all_writes_of_the_transaction()
    {
        await using var session = await ledger.OpenAsync();
        await session.AskAsync("begin");
        var half = new string('x', PgHeldTransaction.MostBytes / 2);
        byte[] Write(int id) => PgBytes.Join(Ask.Parse("", "insert into ledger values ($1::text::int, $2)"), Ask.Bind("", "", $"{id}", half), Ask.Execute(""), Ask.Sync);

        Assert.EndsWith("C INSERT 0 1, Z T", await session.AskAsync(Write(3)), StringComparison.Ordinal);
        Assert.Contains("E 54000", await session.AskAsync(Write(4)), StringComparison.Ordinal);
        await session.AskAsync("rollback");

        Assert.Equal(LedgerUnderTest.Before, await ledger.RowsAsync());
    }
}
