using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Link;

public sealed class EnrolmentTests : IAsyncLifetime
{
    private readonly ScratchDirectory scratch = new();
    private readonly AgentKeyRing keys;
    private readonly HttpClient http = new();
    private FakeConsole console = null!;

    public EnrolmentTests() => keys = AgentKeyRing.LoadOrCreate(scratch.Data);

    public async Task InitializeAsync() => console = await FakeConsole.StartAsync();

    public async Task DisposeAsync()
    {
        await console.DisposeAsync();
        http.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public async Task It_enrols_once_with_token_and_public_key()
    {
        await Enrolment("enrol-me-once").EnsureAsync(default);
        var asked = await console.Enrolments.Reader.ReadAsync();
        Assert.Equal(("local", "enrol-me-once", keys.Current.PublicKeyBase64), (asked.Name, asked.Token, asked.PublicKey));
        var later = Enrolment(null);
        await later.EnsureAsync(default);
        Assert.NotNull(later.Identity);
        Assert.False(console.Enrolments.Reader.TryRead(out _));
        Assert.DoesNotContain("enrol-me-once", await File.ReadAllTextAsync(scratch.Data.PathOf(AgentIdentity.FileName)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_is_an_error_in_the_consoles_words()
    {
        console.Enrol = static _ => Results.Problem("The token was used before.", statusCode: 401);
        var refused = await Assert.ThrowsAsync<ConsoleRefusedException>(() => Enrolment("used").EnsureAsync(default));
        Assert.Contains("The token was used before.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_a_new_agent_is_told_how_to_give_one()
    {
        var refused = await Assert.ThrowsAsync<ConsoleRefusedException>(() => Enrolment(null).EnsureAsync(default));
        Assert.Contains("--token", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_console_that_is_away_or_failing_is_tried_until_it_answers()
    {
        var tries = 0;
        console.Enrol = r => ++tries < 3 ? Results.StatusCode(503) : Results.Json(new EnrolmentAnswer(Guid.NewGuid(), r.Name), SnapshotJson.Plain);
        await console.DownAsync();
        var enrolling = Enrolment("enrol-me-once").EnsureAsync(default);
        await console.UpAsync();
        await enrolling.WaitAsync(Some.Patience);
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task An_identity_of_another_key_or_name_does_not_count()
    {
        await Enrolment("enrol-me-once").EnsureAsync(default);
        using var elsewhere = new ScratchDirectory();
        Assert.NotNull(AgentIdentity.Load(scratch.Data, "local", keys));
        Assert.Null(AgentIdentity.Load(scratch.Data, "local", AgentKeyRing.LoadOrCreate(elsewhere.Data)));
        Assert.Null(AgentIdentity.Load(scratch.Data, "other", keys));
    }

    private Enrolment Enrolment(string? token)
    {
        var options = new LinkOptions(console.Address, "local", token is null ? null : new Secret(token));
        return new Enrolment(options, scratch.Data, keys, http, TimeProvider.System, NullLogger<Enrolment>.Instance);
    }
}
