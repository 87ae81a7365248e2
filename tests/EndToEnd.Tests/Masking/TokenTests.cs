using System.Text.RegularExpressions;
using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using NpgsqlTypes;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Masking;

/// <summary>A program works with customers whom it never sees: it gets tokens, and finds the same customer again by them.</summary>
public sealed partial class TokenTests
{
    [Fact]
    public async Task A_program_finds_the_same_member_by_a_token_in_every_way_that_it_can_ask()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        var token = (string)(await connection.AskAsync("select email from members where id = 1"))!;
        var other = (string)(await connection.AskAsync("select email from members where id = 2"))!;
        Assert.Matches(Tokens(), token);
        Assert.NotEqual(token, other);

        Assert.Equal(token, await connection.AskAsync("select email from invitations where id = 11"));
        Assert.Equal(1, await connection.AskAsync($"select id from members where email = '{token}'"));
        Assert.Equal(1, await connection.AskAsync("select id from members where email = $1", token));
        Assert.Equal(2L, await connection.AskAsync($"select count(*) from members where email in ('{token}', '{other}')"));
        Assert.Equal(2L, await connection.AskAsync("select count(*) from members where email = any($1)", (object)new[] { token, other }));
        Assert.Equal(11, await connection.AskAsync("select i.id from members m join invitations i on i.email = m.email where m.email = $1", token));
        await using (var text = new NpgsqlCommand("select id from members where email = $1", connection) { AllResultTypesAreUnknown = true })
        {
            text.Parameters.Add(new NpgsqlParameter { Value = token, NpgsqlDbType = NpgsqlDbType.Unknown });
            await text.PrepareAsync();
            for (var again = 0; again < 3; again++) Assert.Equal("1", await text.ExecuteScalarAsync());
        }

        Assert.Equal(1, await WritesAsync(connection, "update members set visits = visits + 1 where email = $1", token));
        Assert.Equal(0, await WritesAsync(connection, "update members set visits = visits + 1 where email = $1", token[..^1] + (token[^1] == 'a' ? 'b' : 'a')));
    }

    [Fact]
    public async Task What_a_token_stands_for_is_nowhere_to_be_read_and_the_token_nowhere_stored()
    {
        var stack = await SharedStack.GetAsync();
        var word = $"tokens{Guid.NewGuid():N}";
        string token;
        await using (var connection = await stack.Plan.Shop.OpenAsync(Caller.Analyst))
        {
            token = (string)(await connection.AskAsync($"select email as {word} from members where id = 1"))!;
            Assert.Equal(1, await connection.AskAsync($"select id from members where email = '{token}'"));
            foreach (var sql in (string[])
                [
                    $"insert into scratch values (770, '{token}')", $"select '{token}'", $"select id from members where email like '{token}%'", $"select id from members where nick = '{token}'", $"update scratch set word = '{token}' where id = 1",
                    $"select current_query(), id from members where email = '{token}'", $"explain select id from members where email = '{token}'", $"select id from members where email = '{token}'::varchar(3)",
                    $"create temp view peek as select id from members where email = '{token}'",
                ])
            {
                try
                {
                    var shown = string.Join(' ', (await connection.RowsAsync(sql)).SelectMany(r => r));
                    Assert.DoesNotContain(ShopSchema.MemberEmail, shown, StringComparison.Ordinal);
                    Assert.Contains("current_query", sql, StringComparison.Ordinal);
                }
                catch (PostgresException refused)
                {
                    Assert.Equal("42501", refused.SqlState);
                    Assert.DoesNotContain(ShopSchema.MemberEmail, refused.ToString(), StringComparison.Ordinal);
                }
            }

            var stored = await Assert.ThrowsAsync<PostgresException>(() => connection.AskAsync("insert into scratch values (771, $1)", token));
            Assert.Contains("may only be compared", stored.MessageText, StringComparison.Ordinal);
            await Assert.ThrowsAsync<PostgresException>(async () =>
            {
                await using var copy = await connection.BeginTextImportAsync("copy scratch from stdin");
                await copy.WriteAsync($"772\t{token}\n");
                await copy.DisposeAsync();
            });
            Assert.Equal(1, await connection.AskAsync($"select id from members where email = '{token}'"));
        }

        Assert.Equal("0", await stack.Postgres.AskAsync("select count(*) from scratch where word like '%tok_%'"));
        Assert.DoesNotContain(token, stack.Postgres.Log, StringComparison.Ordinal);
        var seen = stack.Postgres.Log.Split('\n').Where(l => l.Contains(ShopSchema.MemberEmail, StringComparison.Ordinal) && !l.Contains("insert into", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(seen);
        Assert.All(seen, line => Assert.True(line.Contains("email = ", StringComparison.Ordinal) || line.Contains("email in (", StringComparison.Ordinal) || line.Contains("parameters: ", StringComparison.Ordinal), line));

        using var auditor = stack.Api(Caller.Auditor);
        await Sessions.EndedAsync(auditor, "shop", word);
        var events = await Sessions.EventsOfAsync(auditor, "shop", word);
        Assert.Contains(token, events!, StringComparison.Ordinal);
        Assert.DoesNotContain(ShopSchema.MemberEmail, events!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_session_is_text_like_any_other()
    {
        var stack = await SharedStack.GetAsync();
        await using var one = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        await using var two = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        var token = (string)(await one.AskAsync("select email from members where id = 1"))!;
        var same = (string)(await two.AskAsync("select email from members where id = 1"))!;

        Assert.NotEqual(token, same);
        Assert.Null(await two.AskAsync("select id from members where email = $1", token));
        Assert.Equal(1, await two.AskAsync("select id from members where email = $1", same));
    }

    [Fact]
    public async Task Psql_gets_tokens_in_rows_and_in_copies_and_looks_up_by_them()
    {
        var stack = await SharedStack.GetAsync();
        var shop = stack.Psql(stack.Plan.Shop, Caller.Analyst);

        var outcome = await shop.RunAsync("select email from members where id = 1", "copy (select email from members where id = 1) to stdout", "copy members (id, email) to stdout");
        var tokens = Tokens().Matches(outcome.All).Select(m => m.Value).ToList();
        Assert.True(tokens.Count >= 4, outcome.All);
        Assert.Equal(tokens[0], tokens[1]);
        Assert.Contains(tokens[0], tokens[2..]);

        var looked = await shop.ScriptAsync("select email as t from members where id = 1 \\gset\nselect 'found ' || id from members where email = :'t';\n");
        Assert.Contains("found 1", looked.All, StringComparison.Ordinal);
    }

    [GeneratedRegex("tok_[a-z2-7]{52,}")]
    private static partial Regex Tokens();

    private static async Task<int> WritesAsync(NpgsqlConnection connection, string sql, string value)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteNonQueryAsync();
    }
}
