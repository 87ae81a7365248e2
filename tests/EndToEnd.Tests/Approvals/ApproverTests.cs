using System.Net;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Approvals;

/// <summary>Who may decide, and how often.</summary>
public sealed class ApproverTests
{
    [Fact]
    public async Task A_caller_outside_the_approving_groups_may_not_decide()
    {
        var stack = await SharedStack.GetAsync();
        var held = await Held.StartAsync(stack, Caller.Writer, "update orders set state = 'analyst-tries' where id = 21", "analyst-tries");

        Assert.Equal(HttpStatusCode.Forbidden, (await held.ApproveAsync(Caller.Analyst)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await held.ApproveAsync(Caller.Writer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await held.ApproveAsync(Caller.Auditor)).Status);

        Assert.False(held.Answer.IsCompleted);
        await held.DenyAsync(Caller.Dana);
        await held.Answer;
    }

    [Fact]
    public async Task The_requester_may_not_approve_not_even_as_an_admin_but_a_colleague_may()
    {
        var stack = await SharedStack.GetAsync();
        foreach (var (requester, word) in new[] { (Caller.Dana, "asked-by-dana"), (Caller.Admin, "asked-by-admin") })
        {
            var held = await Held.StartAsync(stack, requester, $"update orders set state = '{word}' where id = 22 returning state", word);

            Assert.Equal(HttpStatusCode.Forbidden, (await held.ApproveAsync(requester)).Status);
            Assert.False(held.Answer.IsCompleted);
            Assert.Equal(HttpStatusCode.OK, (await held.ApproveAsync(Caller.Dirk)).Status);

            Assert.Equal(word + "\n", (await held.Answer).Succeeded());
        }
    }

    [Fact]
    public async Task Two_votes_must_come_from_two_people()
    {
        var stack = await SharedStack.GetAsync();
        var held = await Held.StartAsync(stack, Caller.Writer, "update payouts set amount = 424242 where id = 1 returning amount", "424242");

        await held.ApproveAsync(Caller.Dana);
        await held.ApproveAsync(Caller.Dana);
        Assert.False(held.Answer.IsCompleted);
        Assert.Equal("pending", await held.StatusAsync());
        Assert.Equal(HttpStatusCode.OK, (await held.ApproveAsync(Caller.Dirk)).Status);

        Assert.Equal("424242\n", (await held.Answer).Succeeded());
    }

    [Fact]
    public async Task Of_two_who_decide_at_once_one_wins_and_the_other_is_told()
    {
        var stack = await SharedStack.GetAsync();
        for (var round = 0; round < 5; round++)
        {
            var word = $"contested-{round}";
            var held = await Held.StartAsync(stack, Caller.Writer, $"update orders set state = '{word}' where id = 23 returning state", word);

            var answers = await Task.WhenAll(held.ApproveAsync(Caller.Dana), held.DenyAsync(Caller.Dirk));

            Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
            Assert.Single(answers, a => a.Status == HttpStatusCode.Conflict);
            var approved = answers[0].Status == HttpStatusCode.OK;
            Assert.Equal(approved ? word + "\n" : "", (await held.Answer).Out);
            Assert.Equal(approved, stack.Postgres.Ran(word));
        }
    }

    [Fact]
    public async Task A_decision_stands_in_the_audit_log()
    {
        var stack = await SharedStack.GetAsync();
        var held = await Held.StartAsync(stack, Caller.Writer, "update orders set state = 'for-the-books' where id = 24", "for-the-books");
        await held.DenyAsync(Caller.Dirk);
        await held.Answer;

        using var api = stack.Api(Caller.Auditor);
        var entries = await api.ListAsync("audit");
        Assert.Contains(entries, e => e.ToJsonString() is var text && text.Contains(held.Id, StringComparison.Ordinal) && text.Contains("dirk", StringComparison.Ordinal));
    }
}
