using System.Text;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

public sealed class PgResponseRelaySplitTests
{
    private static readonly string[] columns = ["a", "ssn", "b"];

    [Fact]
    public async Task Any_split_of_the_bytes_gives_the_same_answer_and_the_same_record()
    {
        var random = new Random(1234);
        for (var round = 0; round < 40; round++)
        {
            var script = Script(random);
            await using var whole = new ResponseDriver();
            await using var cut = new ResponseDriver();
            foreach (var (expect, answer) in script)
            {
                expect(whole);
                whole.Feed(answer);
                expect(cut);
                foreach (var piece in PgBytes.Split(answer, random, 1 + random.Next(60))) cut.Feed(piece);
            }

            Assert.Equal(whole.Delivered, cut.Delivered);
            Assert.Equal(whole.Results(), cut.Results());
            Assert.Equal(Others(whole), Others(cut));
        }
    }

    [Fact]
    public async Task Broken_bytes_end_the_session_and_nothing_else()
    {
        const int Seed = 99;
        var random = new Random(Seed);
        for (var round = 0; round < 400; round++)
        {
            await using var driver = new ResponseDriver();
            try
            {
                foreach (var (expect, answer) in Script(random))
                {
                    expect(driver);
                    for (var i = random.Next(3); i > 0; i--) answer[random.Next(answer.Length)] ^= (byte)(1 << random.Next(8));
                    foreach (var piece in PgBytes.Split(answer, random, 50)) driver.Feed(piece);
                }
            }
            catch (WireException)
            {
                Assert.True(driver.MostBuffered < 1024 * 1024, $"seed {Seed}, round {round}");
            }
        }
    }

    private static string Others(ResponseDriver driver) =>
        string.Join('\n', driver.Events().Where(e => e.Kind is RecordKind.Error or RecordKind.Notice or RecordKind.Notification).Select(e => e.Kind + Encoding.UTF8.GetString(e.Payload.Span)));

    /// <summary>Operations and what a faithful server answers to them.</summary>
    private static List<(Action<ResponseDriver> Expect, byte[] Answer)> Script(Random random)
    {
        var script = new List<(Action<ResponseDriver>, byte[])>();
        for (var i = 0; i < 6; i++)
        {
            var shown = columns[..random.Next(1, 4)];
            var rows = PgBytes.Join([.. Enumerable.Range(0, random.Next(5)).Select(_ => Answer.Row([.. shown.Select(_ => random.Next(4) == 0 ? null : new string('v', random.Next(30)))]))]);
            var text = random.Next(2) == 0 ? "select a from t" : "select a from secrets";
            script.Add(random.Next(6) switch
            {
                0 => (d => d.Query(text), PgBytes.Join(Answer.Columns(shown), rows, Answer.Complete("SELECT 3"), Answer.Ready())),
                1 => (d => d.Query(text), PgBytes.Join(Answer.Notice("078-05-1120"), Answer.Columns(shown), rows, Answer.Error("22012", "078-05-1120"), Answer.Ready('E'))),
                2 => (d => { d.Run(text); d.Expect(PgExpects.Ready); }, PgBytes.Join(Answer.ParseComplete, Answer.BindComplete, Answer.Columns(shown), rows, Answer.Complete("SELECT 1"), Answer.Ready())),
                3 => (d => { d.Run(text); d.Expect(PgExpects.Ready); }, PgBytes.Join(Answer.ParseComplete, Answer.Notification("c", "078-05-1120"), Answer.Error("42601", "x"), Answer.Ready('T'))),
                4 => (d => d.Query(text.Replace("select a from", "copy", StringComparison.Ordinal) + " to stdout"), PgBytes.Join(Answer.CopyOut, Answer.CopyData("1\n"), Answer.CopyData("2\n"), Answer.CopyDone, Answer.Complete("COPY 2"), Answer.Ready())),
                _ => (d => d.Query(text, new PgDenial("42501", "no")), PgBytes.Join(Answer.Error("42601", "syntax"), Answer.Ready())),
            });
        }

        return script;
    }
}
