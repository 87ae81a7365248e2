using System.Net;
using HoopLike.Agent.Listening;
using Xunit;

namespace HoopLike.Agent.Tests.Listening;

public sealed class ClientBudgetTests
{
    private static readonly IPAddress here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress there = IPAddress.Parse("192.0.2.2");

    [Fact]
    public void The_last_place_is_the_last_until_one_leaves()
    {
        var budget = new ClientBudget(clients: 2, halfOpenPerAddress: 10);
        var first = budget.TryTake(here, out _);
        Assert.NotNull(budget.TryTake(there, out _));
        Assert.Null(budget.TryTake(there, out var refusal));
        Assert.Equal("the agent already serves 2 clients", refusal);
        first!.Dispose();
        first.Dispose();
        Assert.Equal(1, budget.Taken);
        Assert.NotNull(budget.TryTake(there, out _));
    }

    [Fact]
    public void Half_open_connects_count_by_address_until_they_prove_themselves_or_leave()
    {
        var budget = new ClientBudget(clients: 10, halfOpenPerAddress: 2);
        var first = budget.TryTake(here, out _)!;
        var second = budget.TryTake(here.MapToIPv6(), out _)!;
        Assert.Null(budget.TryTake(here, out var refusal));
        Assert.Contains("192.0.2.1", refusal, StringComparison.Ordinal);
        Assert.NotNull(budget.TryTake(there, out _));
        first.Proven();
        first.Proven();
        Assert.NotNull(budget.TryTake(here, out _));
        Assert.Null(budget.TryTake(here, out _));
        second.Dispose();
        Assert.NotNull(budget.TryTake(here, out _));
    }

    [Fact]
    public void One_IPv6_network_counts_as_one_address()
    {
        var budget = new ClientBudget(clients: 10, halfOpenPerAddress: 1);
        Assert.NotNull(budget.TryTake(IPAddress.Parse("2001:db8::1"), out _));
        Assert.Null(budget.TryTake(IPAddress.Parse("2001:db8::2:3"), out _));
        Assert.NotNull(budget.TryTake(IPAddress.Parse("2001:db8:0:1::1"), out _));
    }
}
