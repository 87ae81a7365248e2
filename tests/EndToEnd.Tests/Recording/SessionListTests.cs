using System.Diagnostics;
using System.Net;
using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Recording;

/// <summary>Finding, watching and ending sessions.</summary>
public sealed class SessionListTests
{
    [Fact]
    public async Task Sessions_are_found_by_identity_connection_time_and_words()
    {
        var stack = await SharedStack.GetAsync();
        var word = Guid.NewGuid().ToString("N");
        var from = DateTimeOffset.UtcNow.AddSeconds(-1);
        for (var n = 0; n < 3; n++) await stack.Psql(stack.Plan.Shop, Caller.Analyst).AskAsync($"select '{word}'");
        using var api = stack.Api(Caller.Auditor);
        await Until.HoldsAsync(async () => (await api.ListAsync($"sessions?q={word}")).Count == 3);

        var when = Uri.EscapeDataString(from.ToString("O"));
        Assert.Equal(3, (await api.ListAsync($"sessions?q={word}&identity=analyst&connection=shop&from={when}")).Count);
        Assert.Empty(await api.ListAsync($"sessions?q={word}&to={when}"));
        Assert.Empty(await api.ListAsync($"sessions?q={word}&identity=writer"));
        Assert.Empty(await api.ListAsync($"sessions?q={word}&connection=plain"));
    }

    [Fact]
    public async Task A_caller_sees_own_sessions_and_no_others()
    {
        var stack = await SharedStack.GetAsync();
        var word = Guid.NewGuid().ToString("N");
        await stack.Psql(stack.Plan.Shop, Caller.Analyst).AskAsync($"select '{word}'");
        using var auditor = stack.Api(Caller.Auditor);
        var session = await Sessions.EndedAsync(auditor, "shop", word);
        using var own = stack.Api(Caller.Analyst);
        using var other = stack.Api(Caller.Writer);

        Assert.Equal(session, await Sessions.FindAsync(own, "shop", word));
        Assert.Null(await Sessions.FindAsync(other, "shop", word));
        var refused = (await other.TryAsync(HttpMethod.Get, $"sessions/{session}/events")).Status;
        Assert.True(refused is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, refused.ToString());
        Assert.Equal(HttpStatusCode.Forbidden, (await own.TryAsync(HttpMethod.Get, $"sessions/{session}/recording")).Status);
    }

    [Fact]
    public async Task A_live_session_is_followed_as_it_happens()
    {
        var stack = await SharedStack.GetAsync();
        using var api = stack.Api(Caller.Auditor);
        await using var connection = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        var word = Guid.NewGuid().ToString("N");
        await connection.AskAsync($"select '{word}'");
        var session = await Until.SomeAsync(() => Sessions.FindAsync(api, "shop", word));
        await using var stream = await api.StreamAsync($"sessions/{session}/events?follow=true");
        using var lines = new StreamReader(stream);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await LineWithAsync(lines, word, patience.Token);

        await connection.AskAsync("select 'said while watched'");

        var watch = Stopwatch.StartNew();
        await LineWithAsync(lines, "said while watched", patience.Token);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"took {watch.Elapsed}");
    }

    [Fact]
    public async Task Kill_ends_a_session_within_a_second_with_the_reason()
    {
        var stack = await SharedStack.GetAsync();
        using var admin = stack.Api(Caller.Admin);
        await using var connection = await stack.Plan.Shop.OpenAsync(Caller.Doomed);
        var word = Guid.NewGuid().ToString("N");
        await connection.AskAsync($"select '{word}'");
        var session = await Until.SomeAsync(() => Sessions.FindAsync(admin, "shop", word));
        using var analyst = stack.Api(Caller.Analyst);
        Assert.Equal(HttpStatusCode.Forbidden, (await analyst.TryPostAsync($"sessions/{session}/kill", new { reason = "no" })).Status);
        var running = connection.AskAsync("select pg_sleep(60)");

        var watch = Stopwatch.StartNew();
        var killed = await admin.TryPostAsync($"sessions/{session}/kill", new { reason = "an incident" });

        Assert.True((int)killed.Status < 300, killed.ToString());
        var fault = await Assert.ThrowsAnyAsync<NpgsqlException>(() => running);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"took {watch.Elapsed}");
        Assert.Contains("an incident", fault.Message, StringComparison.Ordinal);
        await Sessions.EndedAsync(admin, "shop", word);
        Assert.Contains("an incident", (string?)(await admin.GetAsync($"sessions/{session}"))["end"], StringComparison.Ordinal);
    }

    static async Task LineWithAsync(StreamReader lines, string word, CancellationToken patience)
    {
        while (await lines.ReadLineAsync(patience) is { } line)
            if (line.Contains(word, StringComparison.Ordinal)) return;
        throw new InvalidOperationException($"The stream ended before {word} came.");
    }
}
