using System.Globalization;
using System.Text;
using HoopLike.Shared.Masking.Detectors;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.Shared.Tests.Masking.Detectors;

/// <summary>
/// How much of what is there each detector finds (recall), and how much of what it finds is there (precision), on texts made by rules of their own with a fixed seed. With <c>HOOPLIKE_DETECTOR_TABLE</c> naming a file the
/// table is written there as markdown.
/// </summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;
    private const int PositivesEach = 2_000;
    private const int HardNegatives = 24_000;

    private static readonly Lazy<byte[][]> negatives = new(() =>
    {
        var dice = new Dice(Seed);
        return [.. Enumerable.Range(0, HardNegatives).Select(_ => Encoding.UTF8.GetBytes(Negatives.Of(dice)))];
    });

    public static TheoryData<string> Words => [.. DetectorCatalogue.Words];

    [Theory]
    [MemberData(nameof(Words))]
    public void What_is_there_is_found_and_little_else(string word)
    {
        var score = Score.Of(word, out var wrong);
        output.WriteLine(score.ToString());
        var (precision, recall) = FloorOf(word);
        Assert.True(score.Precision >= precision && score.Recall >= recall, $"{score}; the floors are {precision} and {recall}. For example:\n{string.Join('\n', wrong.Take(30))}");
    }

    [Fact]
    public void The_table_can_be_had_as_a_file()
    {
        if (Environment.GetEnvironmentVariable("HOOPLIKE_DETECTOR_TABLE") is not { Length: > 0 } file) return;
        var table = new StringBuilder("| detector | precision | recall |\n|---|---|---|\n");
        foreach (var word in DetectorCatalogue.Words) table.Append(CultureInfo.InvariantCulture, $"| `{word}` | {Score.Of(word, out _).Cells} |\n");
        File.WriteAllText(file, table.ToString());
        Assert.Equal(DetectorCatalogue.Words.Length + 2, File.ReadLines(file).Count());
    }

    /// <summary>What carries a check or a mark of its own is told nearly without fail; phone numbers and random values are told by how they look.</summary>
    private static (double Precision, double Recall) FloorOf(string word) => word switch
    {
        "phone" => (0.97, 0.97),
        "high-entropy" => (0.97, 0.97),
        _ => (0.99, 0.99),
    };

    private sealed record Score(string Word, int Found, int Missed, int Wrong)
    {
        public double Precision => (double)Found / (Found + Wrong);

        public double Recall => (double)Found / (Found + Missed);

        public string Cells => string.Create(CultureInfo.InvariantCulture, $"{Precision:0.0000} | {Recall:0.0000}");

        public static Score Of(string word, out List<string> wrong)
        {
            var (detector, dice) = (DetectorCatalogue.Find(word)!, new Dice(Seed + word.Length));
            wrong = [];
            var (found, missed, others) = (0, 0, 0);
            for (var i = 0; i < PositivesEach; i++)
            {
                var (text, planted) = Contexts.Around(word, Positives.Of(word, dice), dice);
                var utf8 = Encoding.UTF8.GetBytes(text);
                var from = utf8.AsSpan().IndexOf(Encoding.UTF8.GetBytes(planted));
                var to = from + Encoding.UTF8.GetByteCount(planted);
                var covered = from;
                for (var at = 0; detector.TryFind(utf8, at, out var offset, out var length); at = offset + length)
                {
                    if (offset < to && offset + length > from) covered = offset <= covered ? Math.Max(covered, offset + length) : covered;
                    else Note(ref others, wrong, "finds", Encoding.UTF8.GetString(utf8, offset, length), text);
                }
                if (covered >= to) found++;
                else Note(ref missed, wrong, "misses", planted, text);
            }
            foreach (var utf8 in negatives.Value)
                for (var at = 0; detector.TryFind(utf8, at, out var offset, out var length); at = offset + length)
                    Note(ref others, wrong, "finds", Encoding.UTF8.GetString(utf8, offset, length), Encoding.UTF8.GetString(utf8));
            return new Score(word, found, missed, others);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Word}: precision {Precision:0.0000}, recall {Recall:0.0000} ({Found} found, {Missed} missed, {Wrong} wrong)");

        private static void Note(ref int count, List<string> notes, string verb, string what, string text)
        {
            count++;
            notes.Add($"{verb} {what} in: {text}");
        }
    }
}
