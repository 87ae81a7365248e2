using System.Net;
using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Connections;
using HoopLike.Console.Configuration;
using HoopLike.Console.Data;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HoopLike.Console.Tests.Configuration;

/// <summary>Credentials of every kind, from REST into the store and out to the agents.</summary>
public sealed class CredentialStoreTests
{
    static readonly Actor me = new("tester", null);
    static readonly (string Certificate, string Key) pair = ClientPair.Make();

    [Fact]
    public async Task Every_kind_reaches_the_agents_whole_and_stays_out_of_everything_else()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);

        var (status, body) = await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", Yaml());

        Assert.Equal((HttpStatusCode.OK, 7), (status, body!["changes"]!.AsArray().Count(c => (bool)c!["secretChanged"]! && (string)c["action"]! == "added")));
        var image = await console.Get<SnapshotSource>().CurrentAsync(default);
        var (aws, mutual) = (image.Connection("aws")!.Credential, image.Connection("mutual")!.Credential);
        Assert.Equal(["MARKER-basic", "MARKER-bearer", "MARKER-header", "MARKER-query", "MARKER-oauth", "MARKER-aws"], ((string[])["basic", "bearer", "header", "query", "oauth", "aws"]).Select(n => image.Connection(n)!.Credential.Password!.Reveal()));
        Assert.Equal(("MARKER-session", pair.Key), (aws.SessionToken!.Reveal(), mutual.ClientCertificate!.Key!.Reveal()));

        using var client = console.Client(SomeConfig.AdminKey);
        var shown = body.ToJsonString() + await client.GetStringAsync("/api/v1/config") + await client.GetStringAsync("/api/v1/audit") + await client.GetStringAsync("/api/v1/connections");
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        foreach (var stored in await db.Set<ConnectionEntity>().AsNoTracking().ToListAsync()) shown += JsonColumn.Write(stored.Config) + stored.ProtectedPassword;
        Assert.DoesNotContain("MARKER-", shown.Replace(SomeConfig.TargetPassword, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(pair.Key.Split('\n')[1], shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_read_can_be_applied_and_keeps_every_secret()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", Yaml());
        using var client = console.Client(SomeConfig.AdminKey);

        var (status, body) = await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", await client.GetStringAsync("/api/v1/config"));

        Assert.Equal((HttpStatusCode.OK, 0), (status, body!["changes"]!.AsArray().Count));
        Assert.Equal("MARKER-session", (await console.Get<SnapshotSource>().CurrentAsync(default)).Connection("aws")!.Credential.SessionToken!.Reveal());
    }

    [Fact]
    public async Task Another_kind_needs_a_secret_of_its_own()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", Yaml());
        var service = console.Get<ConfigurationService>();
        var stored = (await service.FindAsync<ConnectionDefinition>("bearer", default))!;
        var changed = stored.Config with { Config = stored.Config.Config with { Credential = new("", null) { Kind = CredentialKind.Header, Parameter = "X-Api-Key" } } };

        var refused = await service.SaveAsync(changed, stored.Version, me, default);
        var saved = await service.SaveAsync(changed with { Config = changed.Config with { Credential = changed.Config.Credential with { Password = new Secret("MARKER-new") } } }, stored.Version, me, default);

        Assert.EndsWith(".credential.value", Assert.Single(refused.Mistakes).Path, StringComparison.Ordinal);
        Assert.Empty(saved.Mistakes);
        Assert.Equal("MARKER-new", (await console.Get<SnapshotSource>().CurrentAsync(default)).Connection("bearer")!.Credential.Password!.Reveal());
    }

    [Fact]
    public async Task A_certificate_that_the_stored_key_does_not_fit_is_refused()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", Yaml());
        var service = console.Get<ConfigurationService>();
        var stored = (await service.FindAsync<ConnectionDefinition>("mutual", default))!;
        var changed = stored.Config with { Config = stored.Config.Config with { Credential = stored.Config.Config.Credential with { ClientCertificate = new(ClientPair.Make().Certificate, null) } } };

        var outcome = await service.SaveAsync(changed, stored.Version, me, default);

        Assert.Equal("credential.clientCertificate.key", Assert.Single(outcome.Mistakes).Path);
        Assert.Contains("(connection mutual)", outcome.Mistakes[0].What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_tried_with_what_is_stored_for_it()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", Yaml());
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        var entity = await db.Set<ConnectionEntity>().AsNoTracking().SingleAsync(c => c.Name == "aws");
        var draft = entity.Config.Config with { Target = entity.Config.Config.Target with { Host = "elsewhere" } };

        var completed = console.Get<ConnectionSection>().Complete(draft, entity).Credential.Secrets;

        Assert.Equal(("MARKER-aws", "MARKER-session"), (completed.Password!.Reveal(), completed.SessionToken!.Reveal()));
    }

    static string Yaml()
    {
        string[] credentials =
        [
            "basic: {kind: basic, username: u, password: MARKER-basic}",
            "bearer: {kind: bearer, token: MARKER-bearer}",
            "header: {kind: header, name: X-Api-Key, value: MARKER-header}",
            "query: {kind: query, name: key, value: MARKER-query}",
            "oauth: {kind: oauth-client-credentials, tokenUrl: 'https://id/t', clientId: c, clientSecret: MARKER-oauth}",
            "aws: {kind: aws-sigv4, accessKeyId: AKID, secretAccessKey: MARKER-aws, sessionToken: MARKER-session, region: r, service: s}",
            $"mutual: {{kind: none, clientCertificate: {{certificates: \"{pair.Certificate.Replace("\n", "\\n", StringComparison.Ordinal)}\", key: \"{pair.Key.Replace("\n", "\\n", StringComparison.Ordinal)}\"}}}}",
        ];
        var connections = credentials.Select((c, i) => (Name: c[..c.IndexOf(':', StringComparison.Ordinal)], Credential: c[(c.IndexOf(':', StringComparison.Ordinal) + 1)..], Port: 18440 + i))
            .Select(c => $"  - name: {c.Name}\n    protocol: http\n    agents: [local]\n    listen: {{port: {c.Port}}}\n    target: {{host: api, port: 443}}\n    credential: {c.Credential}");
        return $"policies: []\nmaskingRules: []\nconnections:\n{string.Join('\n', connections)}\n";
    }
}
