using System.Net;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.EndToEnd.Tests.Callers;

/// <summary>A program acts for a person: alice may write and sees everything in the clear, the program may read what is masked.</summary>
public sealed class DelegationTests(OwnStack own, ITestOutputHelper output) : IClassFixture<OwnStack>
{
    const string Emails = "select email from customers where id = 1";

    [Fact]
    public async Task A_delegated_token_can_do_only_what_both_may()
    {
        var stack = own.Stack;
        var person = await Tokens.OfPersonAsync(stack, "alice", stack.Plan.AlicePassword);
        var (alice, bot) = (new Psql(stack.Plan.Shop, person), stack.Psql(stack.Plan.Shop, Caller.SupportBot));
        var both = new Psql(stack.Plan.Shop, await Tokens.ExchangeAsync(stack, person, Caller.SupportBot.Key));

        Assert.Equal(ShopSchema.Email, await alice.AskAsync(Emails));
        var masked = await bot.AskAsync(Emails);
        Assert.DoesNotContain(ShopSchema.Email, masked, StringComparison.Ordinal);
        Assert.Equal(masked, await both.AskAsync(Emails));
        Assert.Equal("100", await both.AskAsync("select count(*) from orders"));

        Assert.Equal(0, (await alice.RunAsync("insert into scratch values (801, 'hers')", "delete from scratch where id = 801")).ExitCode);
        foreach (var psql in new[] { bot, both })
        {
            var denied = await psql.RunAsync("delete from scratch where id = 801");
            Assert.Contains("ERROR:  42501: Programs only read.", denied.Error, StringComparison.Ordinal);
            Assert.Contains("bots-only-read", denied.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_one_may_not_connect_both_may_not()
    {
        var stack = own.Stack;
        var person = await Tokens.OfPersonAsync(stack, "alice", stack.Plan.AlicePassword);
        var token = await Tokens.ExchangeAsync(stack, person, Caller.Stranger.Key);

        var refused = await new Psql(stack.Plan.Shop, token).RunAsync("select 1");

        Assert.Contains("No policy allows stranger to connect to shop", refused.Error, StringComparison.Ordinal);
        using var api = new ApiClient(stack.Address, token);
        Assert.Empty(await api.ListAsync("connections"));
    }

    [Fact]
    public async Task Ticket_and_recording_show_the_chain_and_nobody_of_it_decides()
    {
        var stack = own.Stack;
        var person = await Tokens.OfPersonAsync(stack, "alice", stack.Plan.AlicePassword);
        var word = Guid.NewGuid().ToString("N");
        var waiting = new Psql(stack.Plan.Shop, await Tokens.ExchangeAsync(stack, person, Caller.SupportBot.Key)).AskAsync($"update orders set state = 'seen' where id = 1 /* {word} */ returning state");
        var ticket = await Held.TicketAsync(stack, "support-bot");
        Assert.Equal(("alice", "support-bot"), ((string)ticket["identity"]!, (string)ticket["actors"]![0]!["name"]!));

        var path = $"approvals/{ticket["id"]}/approve";
        using var alice = new ApiClient(stack.Address, person);
        Assert.Equal(HttpStatusCode.Forbidden, (await alice.TryPostAsync(path, new { })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.SupportBot, "approve")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Dana, "approve")).Status);
        Assert.Equal("seen", await waiting);

        using var api = stack.Api(Caller.Auditor);
        var id = await Sessions.EndedAsync(api, "shop", word);
        var opened = (await Events.OfAsync(api, id)).Of("opened").Single();
        Assert.Equal(("alice", "support-bot"), ((string)opened["identity"]!, (string)opened["actors"]![0]!["name"]!));
        foreach (var name in new[] { "alice", "support-bot" }) Assert.Contains(await api.ListAsync($"sessions?identity={name}"), s => (string)s["id"]! == id);
        Assert.Contains("alice via support-bot on shop", await api.TextAsync("audit"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("support-bot")]
    [InlineData("alice")]
    public async Task Whoever_of_the_chain_is_disabled_ends_the_session_of_both(string disabled)
    {
        var stack = own.Stack;
        using var admin = stack.Api(Caller.Admin);
        var person = await Tokens.OfPersonAsync(stack, "alice", stack.Plan.AlicePassword);
        await using var session = await OpenSession.StartAsync(stack, stack.Plan.Shop, await Tokens.ExchangeAsync(stack, person, Caller.SupportBot.Key));
        try
        {
            output.WriteLine(await session.EndsAsync($"\"{disabled}\" is disabled", () => admin.PutYamlAsync("config", $"disabledIdentities: [{disabled}]")));
        }
        finally
        {
            await admin.PutYamlAsync("config", "disabledIdentities: []");
        }
    }

    [Fact]
    public async Task The_end_of_the_persons_sign_in_is_the_end_of_what_acts_for_it()
    {
        var stack = own.Stack;
        var person = await Tokens.OfPersonAsync(stack, "alice", stack.Plan.AlicePassword);
        await using var session = await OpenSession.StartAsync(stack, stack.Plan.Shop, await Tokens.ExchangeAsync(stack, person, Caller.SupportBot.Key));

        output.WriteLine(await session.EndsAsync("the sign-in that this token belongs to has ended; sign in again", () => Tokens.RevokeAsync(stack, person)));
    }
}
