using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Clients;

/// <summary>Programs that know nothing of the gateway: only host, port, user and password differ from a direct connection.</summary>
public sealed class UnchangedClientTests
{
    static readonly Dictionary<string, string[]> commands = new()
    {
        ["psycopg2"] = ["/usr/bin/python3", "psycopg2_client.py"],
        ["asyncpg"] = ["/usr/bin/python3", "asyncpg_client.py"],
        ["node-postgres"] = ["node", "node_client.mjs"],
        ["JDBC"] = ["java", "-cp", "/usr/share/java/postgresql.jar", "JdbcClient.java"],
    };

    public static TheoryData<string> Clients => [.. commands.Keys];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_client_works_as_if_the_gateway_were_the_server(string client)
    {
        var stack = await SharedStack.GetAsync();

        var outcome = await RunAsync(client, "work", stack.Psql(stack.Plan.Workshop, Caller.Analyst));

        Assert.EndsWith("done\n", outcome.Succeeded(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_client_sees_masked_values_in_whatever_form_it_asks_for(string client)
    {
        var stack = await SharedStack.GetAsync();

        var outcome = await RunAsync(client, "masked", stack.Psql(stack.Plan.Shop, Caller.Analyst));

        var shown = outcome.Succeeded();
        Assert.Contains("Ada", shown, StringComparison.Ordinal);
        Assert.All(ShopSchema.Markers, marker => Assert.DoesNotContain(marker, shown, StringComparison.Ordinal));
        Assert.DoesNotContain("5500005555555559", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("1990", shown, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_client_of_an_exempt_caller_sees_the_values_themselves(string client)
    {
        var stack = await SharedStack.GetAsync();

        var outcome = await RunAsync(client, "masked", stack.Psql(stack.Plan.Shop, Caller.Priya));

        Assert.Contains(ShopSchema.Email, outcome.Succeeded(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_client_commits_what_is_approved_at_its_commit_and_takes_a_denial_for_a_commit_that_failed(string client)
    {
        var stack = await SharedStack.GetAsync();
        var (word, id) = (client.ToLowerInvariant() + "-held", 21 + commands.Keys.Order(StringComparer.Ordinal).ToList().IndexOf(client));
        var running = RunAsync(client, "held", stack.Psql(stack.Plan.Ledger, Caller.Writer), word, $"{id}");

        foreach (var (part, decision) in new[] { ("approved", "approve"), ("denied", "deny"), ("alone", "approve") })
        {
            var ticket = await Held.TicketAsync(stack, $"{word}-{part}");
            Assert.Equal(System.Net.HttpStatusCode.OK, (await Held.DecideAsync(stack, (string)ticket["id"]!, Caller.Dana, decision)).Status);
        }

        Assert.EndsWith("done\n", (await running).Succeeded(), StringComparison.Ordinal);
        Assert.Equal($"{word}-alone", await stack.Postgres.AskAsync($"select string_agg(word, ',') from ledger where word like '{word}%'"));
    }

    static Task<Outcome> RunAsync(string client, string what, Psql gateway, params string[] more)
    {
        var command = commands[client];
        return Command.RunAsync(command[0], [.. command[1..], what, .. more], gateway.Environment, folder: ProductFiles.Clients);
    }
}
