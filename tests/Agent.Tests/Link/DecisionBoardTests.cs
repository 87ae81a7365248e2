using System.Threading.Channels;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Agent.Tests.Link;

public sealed class DecisionBoardTests
{
    private readonly DecisionBoard board = new();
    private readonly Channel<ApprovalDecision> heard = Channel.CreateUnbounded<ApprovalDecision>();

    [Fact]
    public async Task A_decision_that_came_before_its_waiter_is_kept_for_it()
    {
        var id = Guid.NewGuid();
        board.Deliver(Some.Decision(id));
        using var waiting = Register(id);
        Assert.Equal(id, (await heard.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience)).Id);
        Assert.Empty(board.Outstanding);
    }

    [Fact]
    public void Who_no_longer_waits_is_forgotten()
    {
        var id = Guid.NewGuid();
        var waiting = Register(id);
        Assert.Equal([id], board.Outstanding);
        waiting.Dispose();
        waiting.Dispose();
        Assert.Empty(board.Outstanding);
    }

    [Fact]
    public async Task Unclaimed_decisions_are_bounded_and_the_oldest_go()
    {
        var ids = Enumerable.Range(0, 1025).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var id in ids) board.Deliver(Some.Decision(id));
        using var tooLate = Register(ids[0]);
        using var inTime = Register(ids[1]);
        Assert.Equal(ids[1], (await heard.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience)).Id);
        Assert.Equal([ids[0]], board.Outstanding);
    }

    private IDisposable Register(Guid id) => board.Register(id, d => heard.Writer.TryWrite(d));
}
