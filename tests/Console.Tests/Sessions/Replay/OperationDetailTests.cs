using System.Collections.Immutable;
using System.Security.Cryptography;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Console.Tests.Sessions.Replay;

public sealed class OperationDetailTests : IAsyncLifetime
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly SomeRecording recording;
    RunningConsole console = null!;

    public OperationDetailTests() => recording = new SomeRecording(key);

    public async Task InitializeAsync() => console = await RunningConsole.StartAsync();

    public async Task DisposeAsync()
    {
        await console.DisposeAsync();
        key.Dispose();
    }

    SomeRecording Ask(long op, string text, string verdict = "allow") =>
        recording.Add(RecordKind.Operation, new OperationEvent(op, 0, new RecordedText(text), null, ["select"], [], verdict, "p", null));

    SomeRecording Answer(long op, string value, long masked = 0) =>
        recording.Add(RecordKind.Result, new ResultEvent(op, 0, ["c"], [[new RecordedText(value)]], null, 1, 10, "00", false, masked, 100, "SELECT 1"));

    [Fact]
    public async Task Of_operations_sent_without_waiting_each_gets_its_own_answer()
    {
        Ask(1, "one");
        Ask(2, "two");
        Ask(3, "three");
        Answer(1, "first");
        recording.Add(RecordKind.Error, new MessageEvent(2, "ERROR", "22012", "division by zero", null, null));
        Answer(3, "third");
        var stored = await StoredSession.StoreAsync(console, recording, key);

        var (one, two, three) = (await stored.DetailAsync(1), await stored.DetailAsync(2), await stored.DetailAsync(3));

        Assert.Equal(["first"], one.Results.SelectMany(r => r.Rows).Select(r => r[0]!.Text));
        Assert.Empty(one.Messages);
        Assert.True(one.IsWhole);
        Assert.Equal("division by zero", Assert.Single(two.Messages).Message.Message);
        Assert.Empty(two.Results);
        Assert.Equal("third", Assert.Single(three.Results).Rows[0][0]!.Text);
        Assert.False(three.IsWhole);
        Assert.Null(await stored.Timeline.DetailAsync(await stored.EntityAsync(), 4, CancellationToken.None));
    }

    [Fact]
    public async Task An_operation_in_pieces_is_put_together_with_its_bind_values()
    {
        Ask(1, "select ");
        recording.Add(RecordKind.Operation, new OperationEvent(1, 1, new RecordedText("$1, $2"), [new RecordedText("a"), null], null, null, null, null, null));
        var stored = await StoredSession.StoreAsync(console, recording, key);

        var detail = await stored.DetailAsync(1);

        Assert.Equal("select $1, $2", detail.Text);
        Assert.Equal(["a", null], detail.Binds.Select(b => b?.Text));
    }

    [Fact]
    public async Task Who_decided_and_how_long_it_waited_is_told()
    {
        var ticket = Guid.NewGuid();
        Ask(1, "delete from orders", "approve");
        recording.Add(RecordKind.Held, new HeldEvent(1, ticket, "http://console/approvals/1", "writes"));
        recording.Wait(TimeSpan.FromMinutes(3)).Add(RecordKind.Decided, new DecidedEvent(1, ticket, ApprovalStatus.Approved, ["dirk"], "fine"));
        Answer(1, "gone");
        var stored = await StoredSession.StoreAsync(console, recording, key);

        var approval = (await stored.DetailAsync(1)).Approval!;

        Assert.Equal((ticket, "writes", ApprovalStatus.Approved, "fine", "dirk"), (approval.Ticket, approval.Policy, approval.Status!.Value, approval.Reason!, Assert.Single(approval.DecidedBy)));
        Assert.InRange(approval.DecidedAt!.Value - approval.HeldAt, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3.1));
        var marks = await stored.MarksAsync();
        Assert.True(marks.Has(MarkKind.Held, 1) && marks.Has(MarkKind.Approved, 1) && !marks.Has(MarkKind.Denied, 1));
    }

    [Theory]
    [InlineData(ApprovalStatus.Denied, true)]
    [InlineData(ApprovalStatus.Expired, false)]
    [InlineData(ApprovalStatus.Withdrawn, false)]
    public async Task What_a_human_denied_is_marked_as_denied_and_its_refusal_is_no_error(ApprovalStatus status, bool isDenied)
    {
        var ticket = Guid.NewGuid();
        Ask(1, "commit", "approve");
        recording.Add(RecordKind.Held, new HeldEvent(1, ticket, "http://console/approvals/1", "ledger-at-commit"));
        recording.Add(RecordKind.Decided, new DecidedEvent(1, ticket, status, [], "not today"));
        recording.Add(RecordKind.Error, new MessageEvent(1, "ERROR", "57014", "The transaction was rolled back", null, null));
        var stored = await StoredSession.StoreAsync(console, recording, key);

        var marks = await stored.MarksAsync();

        Assert.Equal((true, isDenied, !isDenied), (marks.Has(MarkKind.Held, 1), marks.Has(MarkKind.Denied, 1), marks.Has(MarkKind.Error, 1)));
        Assert.False(marks.Has(MarkKind.Approved, 1));
    }

    [Fact]
    public async Task Of_a_long_result_the_first_rows_are_kept_and_all_are_counted()
    {
        Ask(1, "select many");
        var row = ImmutableArray.Create<RecordedText?>(new RecordedText("x"), null);
        recording.Add(RecordKind.Rows, new RowsEvent(1, 0, ["a", "b"], [.. Enumerable.Repeat(row, 150)], null, false, 150, 1500, null));
        recording.Add(RecordKind.Rows, new RowsEvent(1, 0, null, [.. Enumerable.Repeat(row, 150)], null, false, 300, 3000, null));
        recording.Add(RecordKind.Result, new ResultEvent(1, 0, null, null, null, 5000, 50_000, "00", true, 12, 100, "SELECT 5000"));
        var stored = await StoredSession.StoreAsync(console, recording, key);

        var result = Assert.Single((await stored.DetailAsync(1)).Results);

        Assert.Equal((200, 300, 5000), (result.Rows.Length, result.Kept, result.Delivered));
        Assert.Equal<string>(["a", "b"], result.Columns);
        Assert.Equal(12, result.End!.MaskedValues);
    }

    [Fact]
    public async Task Lines_of_a_copy_that_go_on_in_the_next_record_are_joined()
    {
        Ask(1, "copy t to stdout");
        recording.Add(RecordKind.Rows, new RowsEvent(1, 0, null, null, [new RecordedText("one"), new RecordedText("tw")], true, 1, 6, null));
        recording.Add(RecordKind.Result, new ResultEvent(1, 0, null, null, [new RecordedText("o"), new RecordedText("three")], 3, 12, "00", false, 0, 1, "COPY 3"));
        var stored = await StoredSession.StoreAsync(console, recording, key);

        Assert.Equal<string>(["one", "two", "three"], Assert.Single((await stored.DetailAsync(1)).Results).Lines);
    }

    [Fact]
    public async Task Marks_say_what_was_denied_masked_and_failed_and_follow_a_recording_that_grows()
    {
        Ask(1, "fine");
        Answer(1, "x", masked: 2);
        Ask(2, "no", "deny");
        recording.Add(RecordKind.Error, new MessageEvent(2, "ERROR", "42501", "denied", null, null));
        var stored = await StoredSession.StoreAsync(console, recording, key);
        var marks = await stored.MarksAsync();
        Assert.Equal((2, 1, 1, 0), (marks.Count(MarkKind.Operation), marks.Count(MarkKind.Masked), marks.Count(MarkKind.Denied), marks.Count(MarkKind.Error)));

        Ask(3, "broken");
        recording.Add(RecordKind.Error, new MessageEvent(3, "ERROR", "22012", "division by zero", null, null));
        recording.Close();
        await stored.AppendAsync();
        await stored.MarksAsync();

        Assert.Equal([3, 5], marks.Find([MarkKind.Denied, MarkKind.Error], 0, upwards: true, 10));
        Assert.Equal([3], marks.Find([MarkKind.Denied, MarkKind.Error], 4, upwards: false, 10));
        Assert.Equal(3, marks.OverTime().Buckets.Sum(b => b.Count(MarkKind.Operation)));
        Assert.Equal(1, marks.Progress);
    }
}
