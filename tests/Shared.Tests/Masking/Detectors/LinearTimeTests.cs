using System.Text;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.Shared.Tests.Masking.Detectors;

/// <summary>Every text takes time in proportion to its length: texts made of beginnings are the worst case for a search that starts over.</summary>
public sealed class LinearTimeTests(ITestOutputHelper output)
{
    private const int Short = 30_000;
    private const int Factor = 10;
    /// <summary>Ten times the text, and half as much again for the machine's moods; the best of some runs counts.</summary>
    private const double Bound = 15;
    private const int Runs = 3;

    private static readonly IDetector[] patterns =
    [
        new RegexDetector(new PatternDetector("run", "(?:a|aa)+b")),
        new RegexDetector(new PatternDetector("near", "[a-z0-9]{1,9}") { Near = ["passport"] }),
        new RegexDetector(new PatternDetector("edge", "\\b[a-z0-9 ]+\\b") { MaxLength = 40 }),
        new RegexDetector(new PatternDetector("many", ".")),
    ];

    [Theory]
    [InlineData("a")]
    [InlineData("4")]
    [InlineData("eyJ")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9")]
    [InlineData("-eyJhbGciOiJIUzI1NiJ9")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.")]
    [InlineData("-----BEGIN ")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----\"")]
    [InlineData("4111 1111 ")]
    [InlineData("123-45-")]
    [InlineData("a@")]
    [InlineData("a@b.c")]
    [InlineData("ada@example.com ")]
    [InlineData("hlk_")]
    [InlineData("xoxb-")]
    [InlineData("password=")]
    [InlineData("password = \"")]
    [InlineData("token ")]
    [InlineData("    ")]
    [InlineData("::")]
    [InlineData("1.")]
    [InlineData("2001:")]
    [InlineData("+49 ")]
    [InlineData("(0")]
    [InlineData("DE89 ")]
    [InlineData("DE")]
    [InlineData("sig=%3D")]
    [InlineData("SecretAccessKey=")]
    [InlineData("\\u0041")]
    [InlineData("\u00e9")]
    public void Ten_times_the_text_takes_ten_times_as_long(string part)
    {
        foreach (var detector in DetectorCatalogue.All.Concat(patterns))
        {
            var (little, much) = (Text(part, Short), Text(part, Short * Factor));
            // Compiled, and compiled again where it is hot.
            for (var warm = 0; warm < 3; warm++) FindAll(detector, little);
            var (less, more) = Measure(detector, little, much);
            output.WriteLine($"{detector.Word}: {less.TotalMicroseconds:0} µs, {more.TotalMicroseconds:0} µs");
            // Below some milliseconds it is the clock that is measured.
            Assert.True(more < TimeSpan.FromMilliseconds(10) || more < Bound * less, $"{detector.Word} over '{part}': {less.TotalMilliseconds:0.00} ms, and {more.TotalMilliseconds:0.00} ms for {Factor} times as much.");
        }
    }

    private static (TimeSpan Less, TimeSpan More) Measure(IDetector detector, byte[] little, byte[] much)
    {
        var (less, more) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        // Taken in turns, so that a slow moment of the machine does not fall on one of them alone.
        for (var run = 0; run < Runs; run++)
        {
            less = Min(less, Time(detector, little));
            more = Min(more, Time(detector, much));
            if (more < TimeSpan.FromMilliseconds(10)) break;
        }
        return (less, more);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Time(IDetector detector, byte[] text)
    {
        var begun = ThreadTime.Now();
        FindAll(detector, text);
        return ThreadTime.Now() - begun;
    }

    private static int FindAll(IDetector detector, byte[] text)
    {
        var found = 0;
        for (var at = 0; detector.TryFind(text, at, out var offset, out var length); at = offset + length) found++;
        return found;
    }

    private static byte[] Text(string part, int length) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, length / part.Length)));
}
