using HoopLike.Bypass.Tests.Attempts;
using Xunit;

namespace HoopLike.Bypass.Tests.Honest;

/// <summary>People and programs that mean no harm: what is not masked is shown, in text and in binary, and what is masked is not.</summary>
public sealed class HonestTests
{
    public static TheoryData<string> Ids => [.. HonestSuite.Chosen.Select(q => q.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task An_honest_query_gets_all_that_it_may_and_no_more(string id)
    {
        var outcome = await HonestSuite.OutcomeAsync(id);

        if (Known.Reasons.TryGetValue(id, out var reason)) Assert.False(outcome.Faults.Count == 0, $"It gets all that it may now: take it off known.txt ({reason}).");
        else Assert.True(outcome.Faults.Count == 0, string.Join('\n', outcome.Faults.Prepend(outcome.Query.Step.Sql)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task What_a_file_says_of_a_column_is_what_the_twins_say(string id) => Assert.Null((await HonestSuite.OutcomeAsync(id)).Doubt);

    [Fact]
    public void There_are_at_least_150_and_no_two_have_one_name()
    {
        Assert.True(HonestFiles.All.Count >= 150, $"{HonestFiles.All.Count} honest queries");
        Assert.Equal(HonestFiles.All.Count, HonestFiles.All.Select(q => q.Id).Distinct().Count());
    }
}
