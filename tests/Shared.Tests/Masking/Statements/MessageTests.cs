using System.Buffers;
using System.Text;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Statements;

public sealed class MessageTests
{
    private static readonly StatementMasking touching = Shop.Masking(Shop.Pii, Shop.Everywhere).For(Shop.Analysis(Shop.Select("customers") with
    {
        Columns = [Shop.Use(SqlColumnPlace.Output, "emial", "c")],
        Functions = [new SqlFunction(null, "lower")],
    }));

    private static string Mask(StatementMasking statement, char field, string value)
    {
        var output = new ArrayBufferWriter<byte>();
        var masked = statement.TryMaskMessage((byte)field, Encoding.UTF8.GetBytes(value), output);
        Assert.Equal(masked, output.WrittenCount > 0);
        return masked ? Encoding.UTF8.GetString(output.WrittenSpan) : value;
    }

    [Theory]
    [InlineData('D')]
    [InlineData('H')]
    [InlineData('W')]
    [InlineData('q')]
    public void Details_of_a_statement_that_touches_masked_columns_go_whole(char field) => Assert.Equal("[redacted]", Mask(touching, field, "Key (email)=(ada@example.com) already exists."));

    [Theory]
    [InlineData("column \"emial\" does not exist", "column \"emial\" does not exist")]
    [InlineData("column \"email\" of relation \"customers\" does not exist", "column \"email\" of relation \"customers\" does not exist")]
    [InlineData("relation \"orders\" does not exist", "relation \"orders\" does not exist")]
    [InlineData("permission denied for table customers", "permission denied for table customers")]
    [InlineData("invalid input syntax for type integer: \"ada@example.com\"", "invalid input syntax for type integer: \"[redacted]\"")]
    [InlineData("invalid input syntax for type integer: \"id\" or \"x\"", "invalid input syntax for type integer: \"[redacted]\"")]
    [InlineData("value \"9999999999\" is out of range for type integer", "value \"[redacted]\" is out of range for type integer")]
    [InlineData("value \"a\"id\"b\" is odd", "value \"[redacted]\" is odd")]
    [InlineData("unterminated \"value", "unterminated \"[redacted]\"")]
    [InlineData("Token 'ada's' is invalid", "Token '[redacted]' is invalid")]
    [InlineData("requested character too large for encoding: 233", "requested character too large for encoding: #")]
    [InlineData("invalid byte sequence: 0xe9 0x20", "invalid byte sequence: # #")]
    [InlineData("date out of range: 1,234.5e6", "date out of range: #")]
    [InlineData("there is no parameter $1", "there is no parameter $1")]
    [InlineData("write to ada@example.com", "write to [redacted]")]
    [InlineData("division by zero", "division by zero")]
    public void A_message_keeps_words_and_known_names_only(string message, string masked) => Assert.Equal(masked, Mask(touching, 'M', message));

    [Theory]
    [InlineData('S', "ERROR")]
    [InlineData('V', "ERROR")]
    [InlineData('C', "22P02")]
    [InlineData('P', "17")]
    [InlineData('s', "public")]
    [InlineData('t', "customers")]
    [InlineData('n', "customers_email_key")]
    [InlineData('F', "numutils.c")]
    public void Other_fields_pass(char field, string value) => Assert.Equal(value, Mask(touching, field, value));

    [Fact]
    public void What_code_on_the_server_says_goes_whole()
    {
        foreach (var statement in (StatementMasking[])[Shop.Masking(Shop.Pii).For(null), Shop.Masking(Shop.Pii).For(Shop.Analysis(Shop.Select() with { Kinds = SqlKinds.Do | SqlKinds.Opaque }))])
        {
            Assert.Equal("[redacted]", Mask(statement, 'M', "the mail is ada at example"));
            Assert.Equal("[redacted]", Mask(statement, 'c', "ada"));
            Assert.Equal("customers", Mask(statement, 't', "customers"));
            Assert.Equal("canceling statement due to user request", Mask(statement, 'M', "canceling statement due to user request"));
        }
    }

    [Fact]
    public void A_syntax_error_and_a_missing_function_are_still_told()
    {
        var broken = new SqlAnalysis("selct", [Shop.Select() with { Kinds = SqlKinds.Opaque }], "selct", "syntax error at character 1");
        Assert.Equal("syntax error at or near \"selct\"", Mask(Shop.Masking(Shop.Pii).For(broken), 'M', "syntax error at or near \"selct\""));
        var missing = Shop.Masking(Shop.Pii).For(Shop.Analysis(Shop.Select("orders") with { Functions = [new SqlFunction(null, "nosuch")] }));
        Assert.Equal("function nosuch(integer, text) does not exist", Mask(missing, 'M', "function nosuch(integer, text) does not exist"));
        Assert.Equal("[redacted]", Mask(missing, 'M', "function loyalty(integer) does not exist"));
    }

    [Fact]
    public void Elsewhere_only_findings_are_masked()
    {
        var statement = Shop.Masking(Shop.Pii, Shop.Everywhere).For(Shop.Analysis(Shop.Select("orders")));
        Assert.Equal("Key (note)=([redacted]) already exists.", Mask(statement, 'D', "Key (note)=(ada@example.com) already exists."));
        Assert.Equal("duplicate key value violates unique constraint \"orders_note_key\"", Mask(statement, 'M', "duplicate key value violates unique constraint \"orders_note_key\""));
        Assert.Equal("ada@example.com", Mask(statement, 't', "ada@example.com"));
    }

    [Fact]
    public void Notifications_are_masked_whole_under_column_rules_and_searched_under_detectors()
    {
        Assert.Equal("[redacted]", Notified(Shop.Masking(Shop.Pii), "anything"));
        Assert.Equal("to [redacted]", Notified(Shop.Masking(Shop.Everywhere), "to ada@example.com"));
        Assert.Null(Notified(Shop.Masking(Shop.Everywhere), "anything"));
        Assert.Null(Notified(Shop.Masking(Shop.Pii), ""));
        Assert.Null(Notified(Shop.Masking(), "ada@example.com"));

        static string? Notified(SessionMasking masking, string payload)
        {
            var output = new ArrayBufferWriter<byte>();
            return masking.TryMaskNotification(Encoding.UTF8.GetBytes(payload), output) ? Encoding.UTF8.GetString(output.WrittenSpan) : null;
        }
    }

    [Fact]
    public void Free_text_cannot_be_null() =>
        Assert.Equal("[redacted]", Text(Shop.Masking(Shop.Everywhere with { Method = new(Shared.Snapshot.MaskKind.Null) }), "to ada@example.com"));

    private static string? Text(SessionMasking masking, string text)
    {
        var output = new ArrayBufferWriter<byte>();
        return masking.TryMaskText(Encoding.UTF8.GetBytes(text), output) ? Encoding.UTF8.GetString(output.WrittenSpan) : null;
    }
}
