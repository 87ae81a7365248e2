using System.Buffers;
using System.Text;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Copying;

public sealed class CopyMaskTests
{
    private static CopyMask? Plan(SqlCopy copy, int columns, params MaskingRuleConfig[] rules)
    {
        var statement = Shop.Select([.. new[] { copy.Table?.Name ?? "customers" }]) with { Kinds = SqlKinds.CopyOut, Copy = copy };
        return Shop.Masking(rules.Length == 0 ? [Shop.Pii] : rules).For(Shop.Analysis(statement)).PlanCopy(0, copy.Format == SqlCopyFormat.Binary, columns);
    }

    private static SqlCopy Copy(string? table, params string[] columns) =>
        new() { Table = table is null ? null : new SqlTable(null, table, SqlAccess.Read), Columns = [.. columns], IsOut = true, IsServerSide = false };

    private static string Run(CopyMask mask, string stream)
    {
        var output = new ArrayBufferWriter<byte>();
        mask.Feed(Encoding.Latin1.GetBytes(stream), output);
        mask.Complete(output);
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }

    [Fact]
    public void A_table_is_masked_column_by_column()
    {
        var mask = Plan(Copy("people"), 2, Shop.Pii with { Columns = ["*.people.email"] })!;
        Assert.Equal("[redacted]\t1\n\\N\t2\n[redacted]\t3\n", Run(mask, "ada@example.com\t1\n\\N\t2\n\t3\n"));
        Assert.Equal(3, mask.Rows);
        Assert.Equal(2, mask.MaskedValues);
    }

    [Fact]
    public void Listed_columns_are_masked_in_the_order_of_the_list() =>
        Assert.Equal("Ada\t[redacted]\t7\n", Run(Plan(Copy("customers", "name", "email", "id"), 3)!, "Ada\tada@example.com\t7\n"));

    [Fact]
    public void Types_that_carry_no_mask_become_null() =>
        Assert.Equal("\\N\t7\n", Run(Plan(Copy("customers", "card", "id"), 2, Shop.Pii with { Columns = ["*.customers.card"] })!, "4111111111111111\t7\n"));

    [Fact]
    public void Arrays_of_strings_are_masked_element_by_element() =>
        Assert.Equal("{\"[redacted]\",NULL}\t7\n", Run(Plan(Copy("customers", "tags", "id"), 2, Shop.Pii with { Columns = ["*.customers.tags"] })!, "{a,NULL}\t7\n"));

    [Fact]
    public void A_query_that_touches_masked_columns_is_masked_whole() => Assert.Equal("[redacted]\t[redacted]\n", Run(Plan(Copy(null), 2)!, "7\tada@example.com\n"));

    [Theory]
    [InlineData("customers", 3)]
    [InlineData("brand_new", 2)]
    public void A_table_that_cannot_be_told_is_masked_whole(string table, int columns) =>
        Assert.Equal(string.Join('\t', Enumerable.Repeat("[redacted]", columns)) + "\n", Run(Plan(Copy(table), columns)!, string.Join('\t', Enumerable.Repeat("x", columns)) + "\n"));

    [Fact]
    public void A_name_that_two_schemas_have_is_masked_whole_where_one_of_them_is_masked() =>
        Assert.Equal("[redacted]\t[redacted]\n", Run(Plan(Copy("invoices"), 2, Shop.Pii with { Columns = ["billing.invoices.iban"] })!, "1\tDE00\n"));

    [Fact]
    public void A_table_without_masked_columns_passes_unread() => Assert.Null(Plan(Copy("orders"), 5));

    [Fact]
    public void Detectors_search_what_no_rule_names() =>
        Assert.Equal("1\t2\tcall [redacted]\t\\N\t-\n", Run(Plan(Copy("orders"), 5, Shop.Pii, Shop.Everywhere)!, "1\t2\tcall ada@example.com\t4111111111111111\t-\n"));

    [Fact]
    public void Escapes_are_undone_before_a_value_is_read_and_done_again() =>
        Assert.Equal("1\\\\\\n[redacted]\\tz\n", Run(Plan(Copy(null), 1, Shop.Everywhere)!, "1\\\\\\nada\\100example\\x2ecom\\tz\n"));

    [Fact]
    public void Without_a_finding_a_field_passes_byte_for_byte() => Assert.Equal("a\\q\\x41\\7\n", Run(Plan(Copy(null), 1, Shop.Everywhere)!, "a\\q\\x41\\7\n"));

    [Fact]
    public void Delimiter_and_null_are_those_of_the_statement()
    {
        var mask = Plan(Copy("people") with { Delimiter = "[", NullText = "nil" }, 2, Shop.Pii with { Columns = ["*.people.email"] })!;
        Assert.Equal("\\[redacted][1\nnil[2\n", Run(mask, "a\\[b[1\nnil[2\n"));
    }

    [Fact]
    public void The_header_and_the_end_marker_pass()
    {
        var mask = Plan(Copy("people") with { Header = true }, 2, Shop.Pii with { Columns = ["*.people.email"] })!;
        Assert.Equal("email\tid\n[redacted]\t1\n\\.\n", Run(mask, "email\tid\nx\t1\n\\.\n"));
        Assert.Equal(1, mask.Rows);
    }

    [Fact]
    public void Csv_fields_are_told_from_quotes_and_embedded_lines()
    {
        var mask = Plan(Copy("people") with { Format = SqlCopyFormat.Csv, Header = true }, 2, Shop.Pii with { Columns = ["*.people.email"] })!;
        Assert.Equal("email,id\n[redacted],1\n,2\n[redacted],3\n[redacted],\"a\n\"\"b\"\"\"\n", Run(mask, "email,id\n\"x,\n\"\"y\",1\n,2\n\"\",3\nz,\"a\n\"\"b\"\"\"\n"));
        Assert.Equal(4, mask.Rows);
        Assert.Equal(3, mask.MaskedValues);
    }

    [Fact]
    public void Csv_output_is_quoted_where_it_must_be()
    {
        var copy = Copy(null) with { Format = SqlCopyFormat.Csv, Delimiter = ";", Quote = "'", Escape = "\\" };
        Assert.Equal("'; [redacted] \\' \\\\ \n'\n", Run(Plan(copy, 1, Shop.Everywhere)!, "'; ada@example.com \\' \\\\ \n'\n"));
        Assert.Equal("'[redacted]'|1\n", Run(Plan(Copy("people") with { Format = SqlCopyFormat.Csv, Delimiter = "|", Quote = "'", NullText = "[redacted]" }, 2, Shop.Pii with { Columns = ["*.people.email"] })!, "x|1\n"));
    }

    [Fact]
    public void Binary_fields_get_their_length_with_their_mask()
    {
        var copy = Copy("customers", "email", "id", "profile") with { Format = SqlCopyFormat.Binary };
        var mask = Plan(copy, 3, Shop.Pii with { Columns = ["*.customers.email", "*.customers.id", "*.customers.profile"] })!;
        var output = new ArrayBufferWriter<byte>();
        mask.Feed(SlowCopy.Binary([["ada@example.com", "\0\0\0\u0007", "\u0001{}"], [null, "\0\0\0\u0008", null]]), output);
        mask.Complete(output);
        Assert.Equal([["[redacted]", null, "\u0001\"[redacted]\""], [null, null, null]], SlowCopy.ReadBinary(output.WrittenSpan.ToArray()));
        Assert.Equal(4, mask.MaskedValues);
    }

    [Theory]
    [InlineData("a\tb\tc\n")]
    [InlineData("a\n")]
    public void A_row_of_another_width_ends_the_stream(string row) => Assert.Throws<InvalidDataException>(() => Run(Plan(Copy("people"), 2, Shop.Pii with { Columns = ["*.people.email"] })!, row));

    [Theory]
    [InlineData("PGCOPX\n\u00ff\r\n\0\0\0\0\0\0\0\0\0")]
    [InlineData("PGCOPY\n\u00ff\r\n\0\0\u0001\0\0\0\0\0\0")]
    [InlineData("PGCOPY\n\u00ff\r\n\0\0\0\0\0\u00ff\u00ff\u00ff\u00ff")]
    [InlineData("PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0\0\u0003")]
    [InlineData("PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0\0\u0001\u00ff\u00ff\u00ff\u00fe")]
    [InlineData("PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0\u00ff\u00ff?")]
    [InlineData("PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0\0\u0001\0\0\0\u0005ada")]
    [InlineData("PGCO")]
    public void A_binary_stream_that_is_none_ends_the_session(string stream) => Assert.Throws<InvalidDataException>(() => Run(Plan(Copy(null) with { Format = SqlCopyFormat.Binary }, 1)!, stream));

    [Fact]
    public void Rows_of_a_format_that_nobody_announced_do_not_pass()
    {
        var statement = Shop.Masking(Shop.Pii).For(null);
        Assert.Throws<InvalidDataException>(() => Run(statement.PlanCopy(0, false, 1)!, "x\n"));
        Assert.Throws<InvalidDataException>(() => Run(Shop.Masking(Shop.Everywhere).For(Shop.Analysis(Shop.Select("orders"))).PlanCopy(0, false, 1)!, "x\n"));
        Assert.Null(Shop.Masking().For(null).PlanCopy(0, false, 1));
    }

    [Fact]
    public void A_row_too_large_to_keep_ends_the_session()
    {
        var mask = Plan(Copy(null), 1)!;
        var output = new ArrayBufferWriter<byte>();
        var piece = new byte[1024 * 1024];
        piece.AsSpan().Fill((byte)'x');
        for (var i = 0; i < CopyMask.RowLimit / piece.Length; i++) mask.Feed(piece, output);
        Assert.Throws<InvalidDataException>(() => mask.Feed(piece, output));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void A_last_row_without_its_line_end_is_masked() => Assert.Equal("[redacted]\t1", Run(Plan(Copy("people"), 2, Shop.Pii with { Columns = ["*.people.email"] })!, "ada\t1"));

    [Fact]
    public void A_csv_stream_that_ends_in_quotes_is_an_error() => Assert.Throws<InvalidDataException>(() => Run(Plan(Copy(null) with { Format = SqlCopyFormat.Csv }, 1)!, "\"ada"));
}
