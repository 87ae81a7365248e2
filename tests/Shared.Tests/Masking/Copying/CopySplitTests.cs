using System.Buffers;
using System.Text;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Copying;

/// <summary>Any way of cutting a stream gives the same bytes, and they are what the slow, obvious reader and writer of each format say.</summary>
public sealed class CopySplitTests
{
    private static readonly string[] parts = ["a", "ä", "😀", "\t", "\n", "\r", "\\", "\"", "'", ",", ";", "|", "N", ".", " ", "ada@example.com", "4111111111111111", "\b", "\v", "\f", "x41", "101"];

    /// <summary>Columns: email (masked), name (searched), ssn (masked), nick (searched).</summary>
    private static CopyMask Mask(SqlCopy copy)
    {
        var statement = Shop.Select("customers") with { Kinds = SqlKinds.CopyOut, Copy = copy with { Table = new SqlTable(null, "customers", SqlAccess.Read), Columns = ["email", "name", "ssn", "nick"] } };
        var hash = Shop.Pii with { Name = "hashed", Columns = ["*.*.ssn"], Method = new MaskMethod(MaskKind.Hash) };
        var some = Shop.Pii with { Columns = ["*.customers.email"], Method = new MaskMethod(MaskKind.Partial, 1, 1) };
        return Shop.Masking(some, hash, Shop.Everywhere).For(Shop.Analysis(statement)).PlanCopy(0, copy.Format == SqlCopyFormat.Binary, 4)!;
    }

    private static string?[] Masked(string?[] row)
    {
        var rules = Shop.Masking(Shop.Pii with { Columns = ["*.customers.email"], Method = new MaskMethod(MaskKind.Partial, 1, 1) }, Shop.Pii with { Name = "hashed", Columns = ["*.*.ssn"], Method = new MaskMethod(MaskKind.Hash) }, Shop.Everywhere)
            .For(Shop.Analysis(Shop.Select("customers")));
        return [.. row.Select((v, i) => v is null ? null : rules.Column(Shop.Customers, (short)(i + 2 + (i == 3 ? 3 : 0))).Apply(v))];
    }

    private static List<string?[]> Rows(Random random) =>
        [.. Enumerable.Range(0, random.Next(0, 6)).Select(_ => Enumerable.Range(0, 4).Select(_ => random.Next(6) == 0 ? null : Value(random)).ToArray())];

    private static string Value(Random random) => string.Concat(Enumerable.Range(0, random.Next(0, 6)).Select(_ => parts[random.Next(parts.Length)]));

    private static byte[] Run(SqlCopy copy, ReadOnlySpan<byte> stream, Func<int> next, out long rows)
    {
        var mask = Mask(copy);
        var output = new ArrayBufferWriter<byte>();
        while (!stream.IsEmpty)
        {
            var length = Math.Min(next(), stream.Length);
            mask.Feed(stream[..length], output);
            stream = stream[length..];
        }
        mask.Complete(output);
        rows = mask.Rows;
        return output.WrittenSpan.ToArray();
    }

    /// <param name="ambiguous">In text format a value that looks like NULL is NULL.</param>
    private static void Check(SqlCopy copy, Func<List<string?[]>, byte[]> write, Func<byte[], List<string?[]>> read, string? ambiguous = null)
    {
        var random = new Random(5);
        for (var round = 0; round < 400; round++)
        {
            List<string?[]> rows = [.. Rows(random).Select(row => row.Select(v => v == ambiguous && v != "\\N" ? null : v).ToArray())];
            var stream = write(rows);
            var whole = Run(copy, stream, () => int.MaxValue, out var count);
            Assert.Equal(rows.Count, count);
            Assert.Equal(rows.Select(Masked), read(whole));
            Assert.Equal(write([.. rows.Select(Masked)]), whole);
            Assert.Equal(whole, Run(copy, stream, () => 1, out _));
            for (var i = 0; i < 5; i++) Assert.Equal(whole, Run(copy, stream, () => random.Next(0, 12), out _));
        }
    }

    private static SqlCopy Copy(SqlCopyFormat format) => new() { IsOut = true, IsServerSide = false, Format = format };

    [Theory]
    [InlineData('\t', "\\N")]
    [InlineData('|', "")]
    [InlineData(',', "N")]
    public void Text_is_the_same_however_it_is_cut(char delimiter, string nullText) => Check(
        Copy(SqlCopyFormat.Text) with { Delimiter = delimiter.ToString(), NullText = nullText },
        rows => Encoding.UTF8.GetBytes(SlowCopy.Text(rows, delimiter, nullText)),
        bytes => SlowCopy.ReadText(Encoding.UTF8.GetString(bytes), delimiter, nullText),
        nullText);

    [Theory]
    [InlineData(',', '"', '"', "")]
    [InlineData(';', '\'', '\\', "N")]
    [InlineData('\t', '"', '\'', "\\N")]
    public void Csv_is_the_same_however_it_is_cut(char delimiter, char quote, char escape, string nullText) => Check(
        Copy(SqlCopyFormat.Csv) with { Delimiter = delimiter.ToString(), Quote = quote.ToString(), Escape = escape.ToString(), NullText = nullText },
        rows => Encoding.UTF8.GetBytes(SlowCopy.Csv(rows, delimiter, quote, escape, nullText)),
        bytes => SlowCopy.ReadCsv(Encoding.UTF8.GetString(bytes), delimiter, quote, escape, nullText));

    [Fact]
    public void Binary_is_the_same_however_it_is_cut() => Check(Copy(SqlCopyFormat.Binary), SlowCopy.Binary, SlowCopy.ReadBinary);
}
