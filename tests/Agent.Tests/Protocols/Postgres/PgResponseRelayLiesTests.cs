using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>A server that does not keep to the protocol ends the session, and nothing of the message in question is delivered.</summary>
public sealed class PgResponseRelayLiesTests
{
    private static readonly PgDenial denial = new("42501", "no");

    public static TheoryData<string> Lies => [.. lies.Keys];

    private static readonly Dictionary<string, (Action<ResponseDriver> Owed, byte[] Before, byte[] Lie)> lies = new()
    {
        ["rows without a description"] = (Query, [], Answer.Row("1")),
        ["a row with more columns than described"] = (Query, Answer.Columns("a"), Answer.Row("1", "2")),
        ["a row with fewer columns than described"] = (Query, Answer.Columns("a", "b"), Answer.Row("1")),
        ["a masked row with more columns than described"] = (Query, Answer.Columns("ssn"), Answer.Row("1", "2")),
        ["a row whose value is longer than it"] = (Query, Answer.Columns("a"), PgBytes.Message('D', PgBytes.Int16(1), PgBytes.Int32(5), [1])),
        ["a masked row whose value is longer than it"] = (Query, Answer.Columns("ssn"), PgBytes.Message('D', PgBytes.Int16(1), PgBytes.Int32(5), [1])),
        ["a row with bytes left over"] = (Query, Answer.Columns("a"), PgBytes.Message('D', PgBytes.Int16(1), PgBytes.Int32(1), [1, 2])),
        ["a masked row with bytes left over"] = (Query, Answer.Columns("ssn"), PgBytes.Message('D', PgBytes.Int16(1), PgBytes.Int32(1), [1, 2])),
        ["a row without a count"] = (Query, Answer.Columns("a"), PgBytes.Message('D', [1])),
        ["a masked row beyond what can be held"] = (Query, Answer.Columns("ssn"), [(byte)'D', 0x10, 0, 0, 0]),
        ["an answer to nothing"] = (static _ => { }, [], Answer.Complete("SELECT 1")),
        ["an error to nothing"] = (static _ => { }, [], Answer.Error("XX000", "no")),
        ["a ReadyForQuery to nothing"] = (static _ => { }, [], Answer.Ready()),
        ["a ReadyForQuery before the answer"] = (static d => { d.Run("select 1"); d.Expect(PgExpects.Ready); }, [], Answer.Ready()),
        ["a ReadyForQuery without its status"] = (Query, [], PgBytes.Message('Z')),
        ["a ParseComplete to a query"] = (Query, [], Answer.ParseComplete),
        ["a BindComplete before ParseComplete"] = (static d => d.Run("select 1"), [], Answer.BindComplete),
        ["a CloseComplete to a query"] = (Query, [], Answer.CloseComplete),
        ["no data to a query"] = (Query, [], Answer.NoData),
        ["a description to an execute"] = (static d => d.Execute(d.Operation("select 1", null)), [], Answer.Columns("a")),
        ["success to what was denied"] = (static d => d.Query("drop table t", denial), [], Answer.Complete("DROP TABLE")),
        ["rows to what was denied"] = (static d => d.Query("select ssn", denial), [], Answer.Columns("a")),
        ["success to an execute that was denied"] = (static d => d.Execute(d.Operation(null, denial)), [], Answer.Complete("DROP TABLE")),
        ["another authentication"] = (Query, [], PgBytes.Message('R', PgBytes.Int32(3))),
        ["COPY in both directions"] = (Query, [], PgBytes.Message('W', [0], PgBytes.Int16(0))),
        ["a message of no type"] = (Query, [], PgBytes.Message('?')),
        ["a length below itself"] = (Query, [], [(byte)'Z', 0, 0, 0, 3]),
        ["a negative length"] = (Query, [], [(byte)'Z', 0xff, 0, 0, 0]),
        ["an error of a gigabyte"] = (Query, [], [(byte)'E', 0x3f, 0, 0, 0]),
        ["an error without its end"] = (Query, [], PgBytes.Message('E', PgBytes.Text("Mno"))),
        ["a notice cut in its text"] = (Query, [], PgBytes.Message('N', "Mno"u8.ToArray())),
        ["a description cut in a column"] = (Query, [], PgBytes.Message('T', PgBytes.Int16(2), PgBytes.Text("a"))),
        ["a description with bytes left over"] = (Query, [], [.. PgBytes.Message('T', PgBytes.Int16(0), [0])]),
        ["a notification cut"] = (Query, [], PgBytes.Message('A', PgBytes.Int32(1), "c"u8.ToArray())),
        ["a setting cut"] = (Query, [], PgBytes.Message('S', PgBytes.Text("a"))),
        ["a command tag without its end"] = (Query, [], PgBytes.Message('C', "SELECT"u8.ToArray())),
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_lie_is_refused_and_not_delivered(string what)
    {
        await using var driver = new ResponseDriver();
        var (owed, before, lie) = lies[what];
        owed(driver);
        driver.Feed(before);
        Assert.Throws<WireException>(() => driver.Feed(lie));
        Assert.True(driver.Relay.Output.IsEmpty);
    }

    [Fact]
    public async Task A_message_cut_at_any_byte_delivers_nothing_of_itself()
    {
        byte[][] messages = [Answer.Columns("ssn", "b"), Answer.Row("secret", "x"), Answer.Complete("SELECT 1"), Answer.Notice("n"), Answer.Ready()];
        for (var last = 0; last < messages.Length; last++)
        {
            for (var cut = 1; cut < messages[last].Length; cut++)
            {
                await using var driver = new ResponseDriver();
                Query(driver);
                driver.Feed(messages[..last]);
                Assert.Empty(driver.Feed(messages[last][..cut]));
            }
        }
    }

    private static void Query(ResponseDriver driver) => driver.Query("select ssn from customers");
}
