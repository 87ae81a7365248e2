using Xunit;

namespace HoopLike.Architecture.Tests;

public sealed class FileLengthTests
{
    /// <summary>Below this many files a median says nothing.</summary>
    const int Grown = 20;

    public static TheoryData<string> Trees => ["Shared", "Agent", "Console", "tests/Shared.Tests", "tests/Agent.Tests", "tests/Console.Tests", "tests/EndToEnd.Tests", "tests/Bypass", "tests/Architecture.Tests"];

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var faults = Measured("Shared", "Agent", "Console", "tests").Where(f => f.Lines > 400).Select(f => $"{f.File}: {f.Lines} lines");
        Faults.None(faults, "Split the file by what its parts are about.");
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void Nine_files_in_ten_have_at_most_200_lines(string tree)
    {
        var files = Measured(tree);
        var long_ = files.Where(f => f.Lines > 200).Select(f => $"{f.File}: {f.Lines} lines").ToList();
        Faults.None(files.Length < Grown || long_.Count * 10 <= files.Length ? [] : long_, $"Split some of these: at most {files.Length / 10} of {files.Length} files may be longer than 200 lines.");
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void The_median_file_has_at_most_60_lines_in_product_code_and_100_in_tests(string tree)
    {
        var lengths = Measured(tree).Select(f => f.Lines).Order().ToArray();
        var limit = tree.StartsWith("tests/", StringComparison.Ordinal) ? 100 : 60;
        if (lengths.Length >= Grown) Assert.True(lengths[lengths.Length / 2] <= limit, $"The median file of {tree} has {lengths[lengths.Length / 2]} lines, more than {limit}: split what does two things.");
    }

    static (string File, int Lines)[] Measured(params string[] trees) =>
        [.. from tree in trees
            from file in Repository.FilesUnder(tree, ".cs", ".razor", ".sh", ".py")
            where !file.Contains("/Migrations/", StringComparison.Ordinal)
            select (file, Repository.Lines(file).Length)];
}
