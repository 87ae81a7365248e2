using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>Waits for what another process does and does not announce.</summary>
static class Until
{
    static readonly TimeSpan usual = TimeSpan.FromSeconds(20);

    public static Task HoldsAsync(Func<bool> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        HoldsAsync(() => Task.FromResult(condition()), within, what);

    public static Task HoldsAsync(Func<Task<bool>> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        SomeAsync(async () => await condition() ? "" : null, within, what);

    /// <summary>The first answer that is not null.</summary>
    public static async Task<T> SomeAsync<T>(Func<Task<T?>> ask, TimeSpan? within = null, [CallerArgumentExpression(nameof(ask))] string what = "") where T : class
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await ask() is { } answer) return answer;
            if (watch.Elapsed > (within ?? usual)) throw new TimeoutException($"Gave up after {watch.Elapsed.TotalSeconds:0} s: {what}");
            await Task.Delay(25); // Another process: nothing to await.
        }
    }
}
