using HoopLike.Agent.Callers;
using Xunit;

namespace HoopLike.Agent.Tests.Callers;

public sealed class TextTableTests
{
    [Fact]
    public void Columns_align_and_nothing_trails()
    {
        Assert.Equal("NAME    OPERATION\nshop    select 1\nlonger\n", Written(null, ["shop", "select 1"], ["longer", null]));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(33)]
    public void On_a_terminal_the_widest_gives_way_and_lines_fit(int width)
    {
        var lines = Written(width, ["shop", new string('x', 100)], ["a-rather-long-name", "😀" + new string('y', 100)]).Split('\n');

        Assert.All(lines, l => Assert.True(l.Length <= width, l));
        Assert.Contains("a-rather-long-name", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("…", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_not_cut_however_narrow_it_is() => Assert.Contains("a-name-that-must-stay-whole", Written(20, ["a-name-that-must-stay-whole", "select"]), StringComparison.Ordinal);

    [Fact]
    public void A_cell_cannot_act_on_the_terminal() => Assert.DoesNotContain("\e", Written(null, ["a", "\e[2J"]), StringComparison.Ordinal);

    [Fact]
    public void Where_there_is_no_room_the_last_of_what_may_be_left_out_goes_first()
    {
        var table = new TextTable("NAME", "DENIED?", "HELD?", "END~?");
        table.Add("shop", "1", "2", "client said goodbye");

        Assert.Equal("NAME  DENIED  HELD  END\nshop  1       2     client said goodbye\n", At(null));
        Assert.Equal("NAME  DENIED  HELD  END\nshop  1       2     client said…\n", At(32));
        Assert.Equal("NAME  DENIED  HELD\nshop  1       2\n", At(20));
        Assert.Equal("NAME\nshop\n", At(4));

        string At(int? width)
        {
            using var output = new StringWriter { NewLine = "\n" };
            table.Write(output, width, static h => h);
            return output.ToString();
        }
    }

    private static string Written(int? width, params string?[][] rows)
    {
        var table = new TextTable("NAME", "OPERATION~");
        foreach (var row in rows) table.Add(row);
        using var output = new StringWriter { NewLine = "\n" };
        table.Write(output, width, static h => h);
        return output.ToString();
    }
}
