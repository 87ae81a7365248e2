using System.Text;
using HoopLike.Console.Security;
using HoopLike.Console.Tests.Fixtures;
using ModelContextProtocol;
using Npgsql;
using Xunit;
using static HoopLike.Console.Tests.Api.Mcp.McpApiTests;

namespace HoopLike.Console.Tests.Api.Mcp;

/// <summary><c>run_query</c>, on a real PostgreSQL server where an agent would listen.</summary>
public sealed class QueryToolTests(PrivatePostgres postgres) : IClassFixture<PrivatePostgres>
{
    [Fact]
    public async Task A_query_is_answered_in_columns_and_rows()
    {
        await using var place = await Place.StartAsync(postgres);
        await using var client = await ConnectAsync(place.Console.Address, SomeConfig.AnalystKey);

        var answer = await AskAsync(client, "run_query", ("connection", "shop"), ("sql", "select n, 'é' as \"who\", null from generate_series(1, 3) n order by n"));

        Assert.Equal("""{"columns":["n","who","?column?"],"rows":[["1","é",null],["2","é",null],["3","é",null]],"truncated":false}""", System.Text.RegularExpressions.Regex.Unescape(answer.ToJsonString()));
        var audit = (await place.Console.GetAsync(SomeConfig.AdminKey, "/api/v1/audit")).Body!["items"]!.AsArray().Select(a => (string?)a!["action"]).ToList();
        Assert.Contains("mcp.query", audit);
        Assert.Contains("token.issued", audit);
    }

    [Fact]
    public async Task An_answer_has_an_end()
    {
        await using var place = await Place.StartAsync(postgres);
        await using var client = await ConnectAsync(place.Console.Address, SomeConfig.AnalystKey);

        var rows = await AskAsync(client, "run_query", ("connection", "shop"), ("sql", "select * from generate_series(1, 100000000)"), ("rows", 5));
        var bytes = await AskAsync(client, "run_query", ("connection", "shop"), ("sql", "select repeat('x', 100000) from generate_series(1, 100)"));

        Assert.Equal((5, true), (rows["rows"]!.AsArray().Count, (bool)rows["truncated"]!));
        Assert.Equal((2, true), (bytes["rows"]!.AsArray().Count, (bool)bytes["truncated"]!));
    }

    [Theory]
    [InlineData("select nextval('numbers')", "25006")]
    [InlineData("select * from nowhere", "42P01")]
    public async Task What_the_server_refuses_is_told_in_its_words(string sql, string code)
    {
        await using var place = await Place.StartAsync(postgres);
        await using var client = await ConnectAsync(place.Console.Address, SomeConfig.AnalystKey);

        Assert.StartsWith(code, await RefusedAsync(client, "run_query", ("connection", "shop"), ("sql", sql)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_cancelled()
    {
        await using var place = await Place.StartAsync(postgres);
        await using var client = await ConnectAsync(place.Console.Address, SomeConfig.AnalystKey);

        Assert.StartsWith("There was no answer within 1 seconds", await RefusedAsync(client, "run_query", ("connection", "shop"), ("sql", "select pg_sleep(60)"), ("seconds", 1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_for_an_approval_is_told_where_it_is_decided()
    {
        const string words = "Held for approval: http://localhost:8080/approvals/7";
        await using var place = await Place.StartAsync(postgres, async front =>
        {
            // What an agent says while a human decides.
            _ = await front.ReadAtLeastAsync(new byte[8192], 8);
            await front.WriteAsync((byte[])[(byte)'R', 0, 0, 0, 8, 0, 0, 0, 0, .. Message('S', "server_version\0" + "15.0\0"), .. Message('S', "client_encoding\0UTF8\0"), (byte)'Z', 0, 0, 0, 5, (byte)'I']);
            _ = await front.ReadAtLeastAsync(new byte[8192], 8);
            await front.WriteAsync(Message('N', $"SNOTICE\0VNOTICE\0C00000\0M{words}\0\0"));
            _ = await front.ReadAtLeastAsync(new byte[8192], 1);
        });
        await using var client = await ConnectAsync(place.Console.Address, SomeConfig.AnalystKey);
        var told = new TaskCompletionSource<string>();

        var result = await CallAsync(client, "run_query", [("connection", "shop"), ("sql", "select 1"), ("seconds", 2)], new Told(told));

        Assert.Equal("Waiting for an approval: http://localhost:8080/approvals/7", await told.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(result.IsError);
        Assert.Contains("nobody decided within 2 seconds: http://localhost:8080/approvals/7", Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_connecting_needs_an_approval_it_is_asked_for_first()
    {
        await using var place = await Place.StartAsync(postgres);
        await using var client = await ConnectAsync(place.Console.Address, SomeConfig.AnalystKey);

        Assert.Equal("Connecting to 'vault' needs an approval first: call request_access, then wait_for_ticket.", await RefusedAsync(client, "run_query", ("connection", "vault"), ("sql", "select 1")));
    }

    [Fact]
    public async Task The_token_goes_to_nobody_but_an_agent()
    {
        await using var place = await Place.StartAsync(postgres, isOurs: false);
        await using var client = await ConnectAsync(place.Console.Address, SomeConfig.AnalystKey);

        Assert.Equal("The agent of 'shop' cannot be reached from the console.", await RefusedAsync(client, "run_query", ("connection", "shop"), ("sql", "select 1")));
    }

    static byte[] Message(char kind, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        return [(byte)kind, .. BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(content.Length + 4)), .. content];
    }

    sealed class Told(TaskCompletionSource<string> words) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => words.TrySetResult(value.Message ?? "");
    }

    sealed record Place(RunningConsole Console, TlsFront Front) : IAsyncDisposable
    {
        public static async Task<Place> StartAsync(PrivatePostgres postgres, Func<Stream, Task>? instead = null, bool isOurs = true)
        {
            var at = new NpgsqlConnectionStringBuilder(await postgres.NewDatabaseAsync());
            await using (var database = new NpgsqlConnection(at.ConnectionString))
            {
                await database.OpenAsync();
                await using var create = new NpgsqlCommand("create sequence numbers; create role analyst login superuser", database);
                await TryAsync(create);
            }

            var front = new TlsFront(at.Port, instead);
            var console = await RunningConsole.StartAsync(SomeConfig.Yaml
                .Replace("listen: {port: 15432}", $"listen: {{port: {front.Port}, address: 127.0.0.1}}", StringComparison.Ordinal)
                .Replace("database: shop, tls", $"database: {at.Database}, tls", StringComparison.Ordinal));
            await front.OpenAsync(isOurs ? console.Get<CertificateAuthority>() : null);
            return new Place(console, front);
        }

        public async ValueTask DisposeAsync()
        {
            await Front.DisposeAsync();
            await Console.DisposeAsync();
        }

        static async Task TryAsync(NpgsqlCommand create)
        {
            try
            {
                await create.ExecuteNonQueryAsync();
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateObject)
            {
                // Roles are of the whole server, and a test before made it; the sequence went with it.
                create.CommandText = "create sequence numbers";
                await create.ExecuteNonQueryAsync();
            }
        }
    }
}
