using HoopLike.Agent.Callers;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Agent.Tests.Callers;

public sealed class SignInStoreTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly DateTimeOffset now = new ManualTime().GetUtcNow();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Several_consoles_are_signed_in_to_and_the_last_one_is_current()
    {
        await AddAsync("https://one", "t1");
        await AddAsync("https://two", "t2");
        await AddAsync("https://one", "t3");

        var file = scratch.Store.Read();

        Assert.Equal("https://one", file.Current);
        Assert.Equal([("https://two", "t2"), ("https://one", "t3")], file.SignIns.Select(s => (s.Console, s.Token.Reveal())));
    }

    [Fact]
    public async Task Leaving_the_current_console_makes_another_one_current()
    {
        var one = await AddAsync("https://one", "t1");
        var two = await AddAsync("https://two", "t2");

        await scratch.Store.RemoveAsync([two], default);
        Assert.Equal("https://one", scratch.Store.Read().Current);
        await scratch.Store.RemoveAsync([one], default);
        Assert.Null(scratch.Store.Read().Current);
        Assert.Empty(scratch.Store.Read().SignIns);
    }

    [Fact]
    public async Task A_sign_in_that_was_replaced_meanwhile_is_not_forgotten_with_the_old_one()
    {
        var old = await AddAsync("https://one", "old");
        await AddAsync("https://one", "new");

        await scratch.Store.RemoveAsync([old], default);

        Assert.Equal("new", scratch.Store.Read().SignIns.Single().Token.Reveal());
    }

    [Fact]
    public async Task Older_sign_ins_at_a_console_are_kept_while_they_are_good_so_that_signing_out_ends_them_too()
    {
        await AddAsync("https://one", "over", now);
        await AddAsync("https://one", "good", now.AddHours(1));
        await AddAsync("https://one", "newest", now.AddHours(2));

        Assert.Equal(["good", "newest"], scratch.Store.Read().SignIns.Select(s => s.Token.Reveal()));
        Assert.Equal("newest", new CallerChoice(scratch.Environment(), null, false, new ManualTime()).Find().Token.Reveal());
    }

    [Fact]
    public async Task Commands_that_write_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(() => AddAsync($"https://c{n}", $"t{n}"))));

        Assert.Equal(12, scratch.Store.Read().SignIns.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"current":"x","signIns":[{"console":"x"}]}""")]
    public void A_damaged_file_is_not_guessed_at(string content)
    {
        scratch.Folder.Write(SignInStore.FileName, System.Text.Encoding.UTF8.GetBytes(content));

        Assert.Contains("hooplike login", Assert.Throws<CallerFailure>(scratch.Store.Read).Message, StringComparison.Ordinal);
    }

    private async Task<SignIn> AddAsync(string console, string token, DateTimeOffset? expiresAt = null)
    {
        var signIn = new SignIn(console, "ada", new Secret(token), expiresAt);
        await scratch.Store.AddAsync(signIn, now, default);
        return signIn;
    }
}
