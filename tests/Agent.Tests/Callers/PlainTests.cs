using HoopLike.Agent.Callers;
using Xunit;

namespace HoopLike.Agent.Tests.Callers;

/// <summary>What others wrote must not act on the terminal of who reads it, least of all an approver's.</summary>
public sealed class PlainTests
{
    [Theory]
    [InlineData("select 1", "select 1")]
    [InlineData("müller, 名前, 😀", "müller, 名前, 😀")]
    [InlineData("a\nb\tc\rd", "a b c d")]
    [InlineData("drop\e[2Aselect", @"drop\u{1b}[2Aselect")]
    [InlineData("\e]0;title\a", @"\u{1b}]0;title\u{7}")]
    [InlineData("a\u009b2Jb", @"a\u{9b}2Jb")]
    [InlineData("x\u202Eoof", @"x\u{202e}oof")]
    [InlineData("a\u200Bb", @"a\u{200b}b")]
    [InlineData("a\u2028b", @"a\u{2028}b")]
    [InlineData("a\0b\u007f", @"a\u{0}b\u{7f}")]
    [InlineData(null, "")]
    public void Control_characters_are_shown_instead_of_obeyed(string? text, string shown) => Assert.Equal(shown, Plain.Text(text));

    [Fact]
    public void Lines_are_kept_where_there_is_room_for_them() => Assert.Equal("a\nb\tc\\u{1b}", Plain.Lines("a\r\nb\tc\e"));
}
