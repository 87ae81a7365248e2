using Xunit;

namespace HoopLike.Console.Tests.Fixtures;

/// <summary>Polls what gives no signal, with a deadline.</summary>
static class Until
{
    public static async Task HoldsAsync(Func<Task<bool>> holds, string what)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(20); DateTime.UtcNow < deadline; await Task.Delay(20))
            if (await holds()) return;
        Assert.Fail($"It never happened that {what}.");
    }
}
