using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Masking.Tokens;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Tokens;

public sealed class TokenReturnTests : IDisposable
{
    private readonly TokenKey key = new();
    private readonly string ada;
    private readonly string quoted;

    public TokenReturnTests()
    {
        ada = Seal("ada@example.com");
        quoted = Seal(@"O'Brien\'; drop table x; --");
    }

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_token_that_is_compared_becomes_the_value() =>
        Assert.Equal("select id from c where email = 'ada@example.com' and x = 1", Returned($"select id from c where email = '{ada}' and x = 1"));

    [Theory]
    [InlineData("select 1 where e = E'{0}'")]
    [InlineData("select 1 where e = e'{0}'")]
    [InlineData("select 1 where e = $${0}$$")]
    [InlineData("select 1 where e = $q${0}$q$")]
    [InlineData("select 1 /* '' */ where e = '{0}'")]
    [InlineData("select 'é', 1 where e = '{0}'")]
    public void However_the_constant_is_quoted(string text)
    {
        var sent = string.Format(System.Globalization.CultureInfo.InvariantCulture, text, ada);
        var place = sent.IndexOf("e = ", StringComparison.Ordinal) + 4;
        Assert.Equal(sent[..place] + "'ada@example.com'", Returned(sent, sent[place..]));
    }

    [Fact]
    public void Quotes_and_backslashes_cannot_leave_the_constant() =>
        Assert.Equal(@"select 1 where e = E'O''Brien\\''; drop table x; --'", Returned($"select 1 where e ='{quoted}'"));

    [Fact]
    public void Several_are_turned_back_at_once() =>
        Assert.Equal(
            @"select 1 where e in ('ada@example.com', 'other',  E'O''Brien\\''; drop table x; --')",
            Returned($"select 1 where e in ('{ada}', 'other', '{quoted}')", $"'{ada}'", $"'{quoted}'"));

    [Fact]
    public void An_array_constant_is_turned_back_element_by_element() =>
        Assert.Equal(
            @"select 1 where e = any( E'{""ada@example.com"", NULL,""x"",""O''Brien\\\\''; drop table x; --""}')",
            Returned($"select 1 where e = any('{{{ada}, NULL,\"x\",\"{quoted}\"}}')"));

    [Theory]
    [InlineData("insert into c values ('{0}')")]
    [InlineData("select '{0}'")]
    [InlineData("select * from c where e like '{0}%'")]
    [InlineData("select * from c where e = '{0}x'")]
    [InlineData("select * from c where e = 'x{0}'")]
    [InlineData("select * from c where e = '{0}'\n'x'")]
    [InlineData("select 1 as {0}")]
    [InlineData("select 1 /* {0} */")]
    [InlineData("select 1 where e = U&'{0}'")]
    [InlineData("select $$ {0} $$")]
    public void Anywhere_else_a_token_is_refused(string text)
    {
        var sent = string.Format(System.Globalization.CultureInfo.InvariantCulture, text, ada);
        var start = sent.IndexOf("= ", StringComparison.Ordinal) + 2;
        Assert.Equal(TokenOutcome.Misplaced, TokenReturn.InText(Bytes(sent), [], key));
        Assert.Equal(TokenOutcome.Misplaced, TokenReturn.InText(Bytes(sent), [TokenComparand.Constant(start, "emails"), TokenComparand.Constant(0, "emails")], key));
    }

    [Fact]
    public void A_token_beside_one_that_may_stand_there_is_refused()
    {
        var text = $"select '{ada}' where e = '{ada}'";
        Assert.Equal(TokenOutcome.Misplaced, TokenReturn.InText(Bytes(text), [TokenComparand.Constant(text.LastIndexOf('\'') - ada.Length - 1, "emails")], key));
    }

    [Fact]
    public void A_token_of_another_rule_is_refused()
    {
        var text = $"select 1 where name = '{ada}'";
        Assert.Equal(TokenOutcome.Misplaced, TokenReturn.InText(Bytes(text), [TokenComparand.Constant(text.IndexOf('\''), "names")], key));
    }

    [Fact]
    public void A_text_that_nobody_can_read_may_hold_none() => Assert.Equal(TokenOutcome.Unreadable, TokenReturn.InText(Bytes($"select '{ada}'"), default, key));

    [Fact]
    public void What_is_no_token_of_this_session_is_text()
    {
        using var other = new TokenKey();
        var foreign = Encoding.ASCII.GetString(TokenKeyTests.Seal(other, TokenClass.Of("emails"), "ada@example.com"u8));
        foreach (var text in (string[])[$"insert into c values ('{foreign}')", "select 'tok_'", $"select '{ada[..^1]}'", $"select '{ada[..20]}'", "select 1"])
            Assert.Equal(TokenOutcome.None, TokenReturn.InText(Bytes(text), default, key));
    }

    [Fact]
    public void Whatever_the_value_the_text_reads_back_to_it() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), drawn =>
        {
            var value = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(drawn.Get.Replace("\0", "'\\", StringComparison.Ordinal)));
            var literal = Returned($"select 1 where e = '{Seal(value)}'")!["select 1 where e = ".Length..].TrimStart();
            return Read(literal) == value;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static string Read(string literal)
    {
        var isEscaped = literal[0] == 'E';
        var inside = literal[(isEscaped ? 2 : 1)..^1];
        var read = new StringBuilder();
        for (var i = 0; i < inside.Length; i++)
        {
            if (inside[i] == '\'' || (isEscaped && inside[i] == '\\')) Assert.Equal(inside[i], inside[++i]);
            else Assert.NotEqual('\'', inside[i]);
            read.Append(inside[i]);
        }
        return read.ToString();
    }

    /// <summary>With the given constants, or the last one, as comparands.</summary>
    private string? Returned(string text, params string[] constants)
    {
        if (constants.Length == 0) constants = [text[text[..text.LastIndexOf('\'')].LastIndexOf('\'')..]];
        ImmutableArray<TokenComparand> comparands = [.. constants.Select(c => TokenComparand.Constant(Encoding.UTF8.GetByteCount(text[..text.IndexOf(c, StringComparison.Ordinal)]), "emails"))];
        var outcome = TokenReturn.InText(Bytes(text), comparands, key);
        Assert.Null(outcome.Refusal);
        return Encoding.UTF8.GetString(outcome.Bytes!);
    }

    private string Seal(string value) => Encoding.ASCII.GetString(TokenKeyTests.Seal(key, TokenClass.Of("emails"), Encoding.UTF8.GetBytes(value)));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
