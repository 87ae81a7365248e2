using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>By what a statement says that it belongs to a run: its comment, or the name that its session goes by.</summary>
[Collection(PrivatePostgresCollection.Name)]
public sealed class PgRunTests(PrivatePostgres server)
{
    [Fact]
    public async Task A_comment_says_it_for_a_statement_and_application_name_for_all_that_say_nothing()
    {
        await using var session = new SessionUnderTest(server.Port);
        await session.BeginAsync(Parent('a'));
        await session.AskAsync("select 1");
        await session.AskAsync($"select 2 /*action='x',traceparent='{Parent('b')}'*/");
        await session.AskAsync($"set application_name = '{Parent('c')}'");
        await session.AskAsync("select 4");
        await session.AskAsync("select set_config('application_name', 'psql', false)");
        await session.AskAsync("select 6");
        await session.Client.DisposeAsync();

        var operations = (await session.RecordedAsync()).Where(e => e.Kind == RecordKind.Operation).Select(e => e.Read<OperationEvent>());

        Assert.Equal([new string('a', 32), new string('b', 32), new string('a', 32), new string('c', 32), new string('c', 32), null], operations.Select(o => o.Run?.Trace));
    }

    private static string Parent(char digit) => $"00-{new string(digit, 32)}-{new string('1', 16)}-01";
}
