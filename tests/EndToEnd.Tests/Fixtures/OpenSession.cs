using System.Diagnostics;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>A psql in the middle of a statement that takes minutes, and its session as the console knows it.</summary>
sealed record OpenSession(HoopLikeStack Stack, ChildProcess Psql, string Id) : IAsyncDisposable
{
    public static async Task<OpenSession> StartAsync(HoopLikeStack stack, Gateway gateway, string password)
    {
        var word = Guid.NewGuid().ToString("N");
        var psql = await new Psql(gateway, password).StartAsync($"select pg_sleep(300) /* {word} */");
        using var api = stack.Api(Caller.Auditor);
        var id = await Until.SomeAsync(async () => psql.HasExited ? throw new InvalidOperationException(psql.Output) : await Sessions.FindAsync(api, gateway.Name, word), what: "the session is on record");
        return new OpenSession(stack, psql, id);
    }

    /// <summary>Does something that must end the session, with these words to the client and in the recording. Tells how long that took to do, and how long after it psql was gone.</summary>
    public async Task<string> EndsAsync(string words, Func<Task> act)
    {
        Assert.False(Psql.HasExited, Psql.Output);
        var watch = Stopwatch.StartNew();
        await act();
        var done = watch.Elapsed;
        await Psql.ExitAsync(TimeSpan.FromSeconds(20));
        var after = watch.Elapsed - done;
        // A second is what is promised; the bound leaves room for a machine that is busy with other things.
        Assert.True(after < TimeSpan.FromSeconds(3), $"gone {after} after it was done");
        Assert.Contains("FATAL", Psql.Output, StringComparison.Ordinal);
        Assert.Contains(words, Psql.Output, StringComparison.Ordinal);

        using var api = Stack.Api(Caller.Auditor);
        await Until.HoldsAsync(async () => (await api.GetAsync($"sessions/{Id}"))["endedAt"] is not null, what: "the recording is closed");
        var events = await Events.OfAsync(api, Id);
        Assert.Contains(words, (string?)events.Of("closed").Single()["reason"], StringComparison.Ordinal);
        Assert.Contains(words, (string?)(await api.GetAsync($"sessions/{Id}"))["end"], StringComparison.Ordinal);
        return $"done in {done.TotalMilliseconds:0} ms, gone after {after.TotalMilliseconds:0} ms: {words}";
    }

    public ValueTask DisposeAsync() => Psql.DisposeAsync();
}
