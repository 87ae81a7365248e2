using System.Net;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.EndToEnd.Tests.Callers;

/// <summary>What a session rests on is taken away: psql ends within a second, and the reason stands in its error and in the recording.</summary>
public sealed class RevocationTests(OwnStack own, ITestOutputHelper output) : IClassFixture<OwnStack>
{
    [Fact]
    public async Task A_person_is_disabled()
    {
        using var admin = own.Stack.Api(Caller.Admin);
        await using var session = await OpenSession.StartAsync(own.Stack, own.Stack.Plan.Shop, await Tokens.OfPersonAsync(own.Stack, "alice", own.Stack.Plan.AlicePassword));
        try
        {
            await TakesAwayAsync(session, "\"alice\" is disabled", () => PutAsync(admin, "disabledIdentities: [alice]"));
        }
        finally
        {
            await RestoreAsync(admin, "disabledIdentities: []");
        }
    }

    [Fact]
    public async Task A_service_accounts_key_is_replaced()
    {
        using var admin = own.Stack.Api(Caller.Admin);
        await using var session = await OpenSession.StartAsync(own.Stack, own.Stack.Plan.Shop, Caller.Doomed.Key);
        try
        {
            await TakesAwayAsync(session, "the key of the service account \"doomed\" was changed or revoked", () => PutAsync(admin, Plan.Replace(Caller.Doomed.Key, "hlk_" + new string('0', 40), StringComparison.Ordinal)));
        }
        finally
        {
            await RestoreAsync(admin, Plan);
        }
    }

    [Fact]
    public async Task A_grant_is_revoked()
    {
        using var api = own.Stack.Api(Caller.Writer);
        var ticket = (string)(await api.PostAsync("access-requests", new { connection = "vault", minutes = 5, reason = "to be revoked" }))["id"]!;
        await Held.DecideAsync(own.Stack, ticket, Caller.Dana, "approve");
        await using var session = await OpenSession.StartAsync(own.Stack, own.Stack.Plan.Vault, Caller.Writer.Key);

        await TakesAwayAsync(session, "the access that was granted was revoked", () => Held.DecideAsync(own.Stack, ticket, Caller.Dana, "revoke"));
    }

    [Fact]
    public async Task A_sign_in_of_a_command_line_ends()
    {
        var token = await Tokens.OfPersonAsync(own.Stack, "alice", own.Stack.Plan.AlicePassword);
        await using var session = await OpenSession.StartAsync(own.Stack, own.Stack.Plan.Shop, token);

        await TakesAwayAsync(session, "the sign-in that this token belongs to has ended; sign in again", () => Tokens.RevokeAsync(own.Stack, token));
        var again = await new Psql(own.Stack.Plan.Shop, token).RunAsync("select 1");
        Assert.Contains("the sign-in that this token belongs to has ended; sign in again", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_lets_the_caller_in_no_more()
    {
        using var admin = own.Stack.Api(Caller.Admin);
        await using var session = await OpenSession.StartAsync(own.Stack, own.Stack.Plan.Shop, Caller.Analyst.Key);
        try
        {
            await TakesAwayAsync(session, "No policy allows analyst to connect to shop.", () => PutAsync(admin, Plan.Replace("{groups: [analysts, dba, platform]}", "{groups: [dba, platform]}", StringComparison.Ordinal)));
        }
        finally
        {
            await RestoreAsync(admin, Plan);
        }
    }

    string Plan => own.Stack.Plan.Yaml;

    async Task TakesAwayAsync(OpenSession session, string words, Func<Task> act) => output.WriteLine(await session.EndsAsync(words, act));

    static async Task PutAsync(ApiClient admin, string yaml) => Assert.Equal(HttpStatusCode.OK, (await admin.PutYamlAsync("config", yaml)).Status);

    /// <summary>For the next test: not before it is in force at the agent.</summary>
    static async Task RestoreAsync(ApiClient admin, string yaml)
    {
        var before = await VersionAsync(admin);
        await PutAsync(admin, yaml);
        await Until.HoldsAsync(async () => await VersionAsync(admin) > before, what: "the agent has the configuration of before");
    }

    static async Task<long> VersionAsync(ApiClient admin) => (await admin.ListAsync("agents")).Min(a => (long?)a!["snapshotVersion"]) ?? 0;
}
