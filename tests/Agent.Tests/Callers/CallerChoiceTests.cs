using HoopLike.Agent.Callers;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Agent.Tests.Callers;

public sealed class CallerChoiceTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly ManualTime time = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task An_option_goes_before_the_environment_and_that_before_the_last_sign_in()
    {
        foreach (var console in (string[])["https://a", "https://b", "https://c"]) await SignInAsync(console);

        Assert.Equal("https://c", Choice(null).Find().Console.Text);
        Assert.Equal("https://b", Choice(null, ("HOOPLIKE_CONSOLE", "https://b/")).Find().Console.Text);
        Assert.Equal("https://a", Choice("https://a", ("HOOPLIKE_CONSOLE", "https://b")).Find().Console.Text);
    }

    [Fact]
    public async Task A_token_in_the_environment_goes_before_what_is_stored()
    {
        await SignInAsync("https://a");

        var caller = Choice(null, ("HOOPLIKE_TOKEN", "hlk_x")).Find();

        Assert.Equal(("https://a", "hlk_x"), (caller.Console.Text, caller.Token.Reveal()));
        Assert.Null(caller.SignIn);
    }

    [Theory]
    [InlineData("hlk_x\n")]
    [InlineData(" hlk_x\r\n")]
    public void A_newline_from_a_file_or_a_CI_variable_is_not_part_of_the_token(string variable) =>
        Assert.Equal("hlk_x", Choice("https://a", ("HOOPLIKE_TOKEN", variable)).Find().Token.Reveal());

    [Theory]
    [InlineData("hlk_x\nHost: evil")]
    [InlineData("hlk x")]
    [InlineData("hlk_ü")]
    public void What_cannot_be_a_credential_is_not_sent(string variable) =>
        Assert.Equal(CallerFailureKind.WrongUsage, Assert.Throws<CallerFailure>(() => Choice("https://a", ("HOOPLIKE_TOKEN", variable)).Find()).Kind);

    [Fact]
    public void A_token_alone_does_not_say_which_console()
    {
        var failure = Assert.Throws<CallerFailure>(() => Choice(null, ("HOOPLIKE_TOKEN", "hlk_x")).Find());

        Assert.Equal(CallerFailureKind.WrongUsage, failure.Kind);
        Assert.Contains("HOOPLIKE_CONSOLE", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_sign_in_that_is_good_one_is_told_how_to_get_one()
    {
        Assert.Contains("hooplike login --console URL", NotSignedIn(Choice(null)), StringComparison.Ordinal);
        await SignInAsync("https://a", time.GetUtcNow().AddHours(1));
        Assert.Contains("hooplike login --console https://b", NotSignedIn(Choice("https://b")), StringComparison.Ordinal);
        Choice(null).Find();
        time.Advance(TimeSpan.FromHours(1));
        Assert.Contains("ended at", NotSignedIn(Choice(null)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://hooplike.example.com")]
    [InlineData("http://10.0.0.1:8080")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    public async Task Nothing_goes_to_another_machine_in_the_clear_unless_one_says_so(string console)
    {
        var refusal = Assert.Throws<CallerFailure>(() => Choice(console, ("HOOPLIKE_TOKEN", "hlk_x")).Find());
        Assert.Equal(CallerFailureKind.WrongUsage, refusal.Kind);
        Assert.Contains("--insecure", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(console, new CallerChoice(scratch.Environment(), console, allowInsecure: true, time).Console().Text);

        await SignInAsync(console);
        Assert.Equal(console, Choice(null).Find().Console.Text);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080")]
    [InlineData("http://[::1]:8080/", "http://[::1]:8080")]
    [InlineData("HTTPS://Hoop.Example.COM:443/gate/", "https://hoop.example.com/gate")]
    public void Addresses_are_written_one_way(string given, string kept) => Assert.Equal(kept, Choice(given).Console().Text);

    [Theory]
    [InlineData("hooplike.example.com")]
    [InlineData("ftp://x")]
    [InlineData("https://user:pass@x")]
    [InlineData("https://x/?a=b")]
    [InlineData("https://x/#a")]
    public void What_is_no_address_of_a_console_is_refused(string given) => Assert.Equal(CallerFailureKind.WrongUsage, Assert.Throws<CallerFailure>(() => Choice(given).Console()).Kind);

    private CallerChoice Choice(string? console, params (string, string)[] variables) => new(scratch.Environment(variables), console, allowInsecure: false, time);

    private Task SignInAsync(string console, DateTimeOffset? expiresAt = null) => scratch.Store.AddAsync(new SignIn(console, "ada", new Secret("stored"), expiresAt), time.GetUtcNow(), default);

    private static string NotSignedIn(CallerChoice choice)
    {
        var failure = Assert.Throws<CallerFailure>(() => choice.Find());
        Assert.Equal(CallerFailureKind.NotSignedIn, failure.Kind);
        return failure.Message;
    }
}
