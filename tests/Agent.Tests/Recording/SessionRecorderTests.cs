using System.Diagnostics;
using System.Security.Cryptography;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Recording;

public sealed class SessionRecorderTests : IAsyncDisposable
{
    readonly SpoolUnderTest spool = new();

    public ValueTask DisposeAsync() => spool.DisposeAsync();

    [Fact]
    public async Task A_session_is_recorded_from_opening_to_close_and_proven()
    {
        await spool.WholeFileAsync();

        var proof = spool.Verify();
        Assert.True(proof.IsProven, proof.Fault?.What);
        Assert.Equal(3, proof.Operations);
        Assert.Equal("client left", proof.EndReason);
        Assert.Equal([RecordKind.Opened, RecordKind.Operation, RecordKind.Result, RecordKind.Operation, RecordKind.Result, RecordKind.Operation, RecordKind.Result, RecordKind.Closed, RecordKind.Signature],
            spool.Events().Select(e => e.Kind));
    }

    [Fact]
    public async Task Every_event_reads_back_as_it_was_told()
    {
        var recorder = spool.Record();
        var ticket = Guid.NewGuid();
        recorder.Operation(1, "delete from t where s = $1 -- \"\\\t\u0007é\ud83d\ude00\ud83d", ["v", null], ["delete"], ["public.t", "x.y"], "approve", "writes", ["night: deny"]);
        recorder.Held(1, ticket, "http://localhost:8080/a/1", "writes");
        recorder.Decided(1, Some.Decision(ticket));
        recorder.Notice(1, "NOTICE", "00000", "careful");
        recorder.Error(1, "ERROR", "42501", "no", "policy writes", "ask");
        recorder.Notification("jobs", "p", 7);
        await recorder.CommitAsync(CancellationToken.None);

        var events = spool.Events();
        var opened = events[0].Read<OpenedEvent>();
        Assert.Equal(("report-bot", CallerKind.Machine, "shop", "local"), (opened.Identity, opened.IdentityKind, opened.Connection, opened.Agent));
        var operation = events[1].Read<OperationEvent>();
        Assert.Equal("delete from t where s = $1 -- \"\\\t\u0007é\ud83d\ude00\ufffd", operation.Text!.Text);
        Assert.Equal(["v", null], operation.Binds!.Value.Select(b => b?.Text));
        Assert.Equal(["public.t", "x.y"], operation.Tables!.Value.ToArray());
        Assert.Equal(("approve", "writes", "night: deny"), (operation.Verdict, operation.Policy, operation.Observed!.Value.Single()));
        Assert.Equal(new HeldEvent(1, ticket, "http://localhost:8080/a/1", "writes"), events[2].Read<HeldEvent>());
        Assert.Equal((ticket, ApprovalStatus.Approved, "ann"), (events[3].Read<DecidedEvent>().Ticket, events[3].Read<DecidedEvent>().Status, events[3].Read<DecidedEvent>().DecidedBy.Single()));
        Assert.Equal(new MessageEvent(1, "NOTICE", "00000", "careful", null, null), events[4].Read<MessageEvent>());
        Assert.Equal(new MessageEvent(1, "ERROR", "42501", "no", "policy writes", "ask"), events[5].Read<MessageEvent>());
        Assert.Equal(new NotificationEvent("jobs", "p", 7), events[6].Read<NotificationEvent>());
        recorder.Close("done");
        Assert.True(spool.Verify().IsProven);
    }

    [Fact]
    public async Task Text_and_bind_values_longer_than_a_record_go_on_in_the_next_ones()
    {
        var recorder = spool.Record();
        var text = string.Concat(Enumerable.Range(0, 400_000).Select(i => (char)(1 + i % 31))) + string.Concat(Enumerable.Repeat("\ud83d\ude00", 100_000));
        var binds = Enumerable.Range(0, 1000).Select(i => (string?)new string((char)('\u0001' + i % 20), 2000)).ToArray();
        recorder.Operation(1, text, binds, ["select"], [], "allow", null, []);
        recorder.Operation(2, "select 1", [new string('é', 10_000)], [], [], "allow", null, []);
        recorder.Close("done");

        var events = spool.Events().Where(e => e.Kind == RecordKind.Operation).Select(e => e.Read<OperationEvent>()).ToList();
        var first = events.Where(e => e.Op == 1).ToList();
        Assert.True(first.Count > 3);
        Assert.Equal(Enumerable.Range(0, first.Count), first.Select(e => e.Part));
        Assert.Equal(text, string.Concat(first.Select(e => e.Text?.Text)));
        Assert.Equal(binds, first.SelectMany(e => e.Binds ?? []).Select(b => b!.Text));
        var cut = events[^1].Binds!.Value.Single()!;
        Assert.Equal((20_000L, 4096), (cut.CutFrom, cut.Text.Length));
        var proof = spool.Verify();
        Assert.True(proof.IsProven, proof.Fault?.What);
        Assert.Equal(2, proof.Operations);
        await recorder.DisposeAsync();
    }

    [Fact]
    public async Task A_thousand_records_are_signed_while_the_session_runs_and_so_are_old_ones()
    {
        var recorder = spool.Record();
        for (var op = 1; op <= 1000; op++)
        {
            recorder.Operation(op, "select 1", null, [], [], "allow", null, []);
            await recorder.CommitAsync(CancellationToken.None);
        }
        await UntilAsync(() => spool.Events().Count(e => e.Kind == RecordKind.Signature) == 1);
        recorder.Operation(1001, "select 1", null, [], [], "allow", null, []);
        await recorder.CommitAsync(CancellationToken.None);
        spool.Time.Advance(TimeSpan.FromSeconds(31));

        await UntilAsync(() => spool.Events().Count(e => e.Kind == RecordKind.Signature) == 2);
        recorder.Close("done");
        Assert.True(spool.Verify().IsProven);
    }

    [Fact]
    public async Task Two_directions_may_append_at_once()
    {
        var recorder = spool.Record();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(side => Task.Run(async () =>
        {
            for (var op = 0; op < 2000; op++)
            {
                if (side == 0) recorder.Operation(op, "select 1", ["x"], ["select"], [], "allow", null, []);
                else recorder.Notice(op, "NOTICE", "00000", "hm");
                await recorder.CommitAsync(CancellationToken.None);
            }
        })));
        recorder.Close("done");

        var proof = spool.Verify();
        Assert.True(proof.IsProven, proof.Fault?.What);
        Assert.Equal(2000, proof.Operations);
    }

    [Fact]
    public async Task A_clock_that_goes_back_does_not_take_the_records_with_it()
    {
        var recorder = spool.Record();
        recorder.Notice(1, "NOTICE", "00000", "one");
        spool.Time.Advance(TimeSpan.FromMinutes(-5));
        recorder.Notice(1, "NOTICE", "00000", "two");
        await recorder.CommitAsync(CancellationToken.None);

        Assert.Equal(spool.Events().Select(e => e.At).Order(), spool.Events().Select(e => e.At));
    }

    [Fact]
    public async Task What_is_committed_is_in_the_file_and_what_is_not_is_not()
    {
        var recorder = spool.Record();
        recorder.Notice(1, "NOTICE", "00000", "one");
        Assert.Single(spool.Events());
        var commit = recorder.CommitAsync(CancellationToken.None);
        Assert.True(commit.IsCompletedSuccessfully);
        Assert.Equal(2, spool.Events().Count);
        await recorder.DisposeAsync();
    }

    static async Task UntilAsync(Func<bool> holds)
    {
        var patience = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(patience.Elapsed < Some.Patience);
            await Task.Yield();
        }
    }
}
