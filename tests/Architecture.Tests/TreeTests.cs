using System.Text.RegularExpressions;
using Xunit;

namespace HoopLike.Architecture.Tests;

public sealed partial class TreeTests
{
    static readonly string[] rootEntries =
    [
        ".ci", ".editorconfig", ".gitattributes", ".gitignore", "Agent", "Console", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props",
        "HoopLike.sln", "LICENSE", "LIMITS.md", "README.md", "Shared", "demo.sh", "docker-compose.yml", "global.json", "test.sh", "tests",
    ];

    static readonly string[] unfinished = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "#reg" + "ion"];

    [Fact]
    public void The_root_holds_what_it_is_meant_to_and_nothing_else()
    {
        var entries = Repository.Files.Select(f => f.Split('/')[0]).Distinct();
        Faults.None(entries.Except(rootEntries), "Move it into Agent, Console, Shared or tests.");
    }

    [Fact]
    public void Nothing_is_left_unfinished()
    {
        var faults = from file in Repository.Files
                     where Path.GetExtension(file) is ".cs" or ".razor" or ".sh" or ".py" or ".yml" or ".yaml" or ".css" or ".csproj" or ".js" or ".mjs" or ".java"
                     from line in Repository.Lines(file).Select((text, index) => (text, index))
                     where unfinished.Any(w => line.text.Contains(w, StringComparison.Ordinal))
                     select $"{file}:{line.index + 1}: {line.text.Trim()}";
        Faults.None(faults, "Finish it, or take it out and write the limit into LIMITS.md.");
    }

    [Theory]
    [InlineData("Shared")]
    [InlineData("Agent")]
    [InlineData("Console")]
    public void Tests_stand_in_the_folder_of_what_they_test(string project)
    {
        var tests = $"tests/{project}.Tests";
        var faults = from file in Repository.FilesUnder(tests, "Tests.cs")
                     let folder = Path.GetDirectoryName(file)![tests.Length..].TrimStart('/')
                     where !Directory.Exists(Path.Combine(Repository.Root, project, folder))
                     select file;
        Faults.None(faults, $"Tests mirror the folders of {project}: move the file, or rename its folder.");
    }

    [Fact]
    public void No_test_waits_by_sleeping()
    {
        var faults = from file in Repository.FilesUnder("tests", "Tests.cs")
                     from line in Repository.Lines(file).Select((text, index) => (text, index))
                     where Sleep().IsMatch(line.text)
                     select $"{file}:{line.index + 1}: {line.text.Trim()}";
        Faults.None(faults, "Await a signal (a log line, a status, a TaskCompletionSource); in a fixture, poll with a deadline where there is none. Where the passing of time is itself what is tried, say so behind it.");
    }

    [Fact]
    public void Test_methods_are_sentences()
    {
        var faults = from file in Repository.FilesUnder("tests", "Tests.cs")
                     let lines = Repository.Lines(file)
                     from index in Enumerable.Range(0, lines.Length)
                     where lines[index].TrimStart().StartsWith("public ", StringComparison.Ordinal) && index > 0 && IsTest(lines, index)
                     let name = MethodName().Match(lines[index]).Groups[1].Value
                     where !name.Contains('_', StringComparison.Ordinal)
                     select $"{file}:{index + 1}: {name}";
        Faults.None(faults, "Name the test as a sentence: A_denied_statement_never_reaches_the_target.");
    }

    static bool IsTest(string[] lines, int index)
    {
        for (var above = index - 1; above >= 0 && lines[above].TrimStart().StartsWith('['); above--)
            if (TestAttribute().IsMatch(lines[above])) return true;
        return false;
    }

    [GeneratedRegex(@"(Thread\.Sleep\(|await Task\.Delay\((?!Timeout|-1))(?!.*//)")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"^\s*\[(\w*Fact|\w*Theory)\b")]
    private static partial Regex TestAttribute();

    [GeneratedRegex(@"\b(\w+)\(")]
    private static partial Regex MethodName();
}
