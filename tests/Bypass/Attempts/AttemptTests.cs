using Xunit;

namespace HoopLike.Bypass.Tests.Attempts;

/// <summary>Every way known to come by a masked value in spite of the rules, over the simple and the extended protocol, in text and in binary.</summary>
public sealed class AttemptTests
{
    public static TheoryData<string> Ids => [.. AttemptSuite.Chosen.Select(a => a.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task An_attempt_gets_nothing(string id)
    {
        var outcome = await AttemptSuite.OutcomeAsync(id);

        if (Known.Reasons.TryGetValue(id, out var reason))
            Assert.False(outcome.WasStopped, $"It is stopped now: take it off known.txt ({reason}).");
        else
            Assert.True(outcome.WasStopped, string.Join('\n', outcome.Failures.Prepend(string.Join(";\n", outcome.Attempt.Steps.Select(s => s.Sql)))));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task An_attempt_would_get_something_without_the_gateway(string id) => Assert.Null((await AttemptSuite.OutcomeAsync(id)).Bite);

    [Fact]
    public void What_is_known_exists() => Assert.Empty(Known.Reasons.Keys.Except(AttemptFiles.All.Select(a => a.Id)).Except(Honest.HonestFiles.All.Select(q => q.Id)));

    [Fact]
    public void There_are_at_least_200_and_no_two_have_one_name()
    {
        Assert.True(AttemptFiles.All.Count >= 200, $"{AttemptFiles.All.Count} attempts");
        Assert.Equal(AttemptFiles.All.Count, AttemptFiles.All.Select(a => a.Id).Distinct().Count());
    }
}
