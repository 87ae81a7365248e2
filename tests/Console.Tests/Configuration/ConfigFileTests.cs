using HoopLike.Console.Configuration;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Configuration;

public sealed class ConfigFileTests
{
    [Fact]
    public void The_documented_file_has_no_mistakes()
    {
        Assert.Empty(Mistakes(SomeConfig.Yaml));
    }

    [Theory]
    [InlineData("agents:\n  - {name: a, token: 12345678, colour: red}", "f:2: agents[0].colour: is unknown here")]
    [InlineData("wishes: []", "f:1: wishes: is unknown here")]
    [InlineData("agents:\n  - {name: a}", "agents[0].token: is missing")]
    [InlineData("agents:\n  - {name: a, token: 12345678}\n  - {name: A, token: 12345678}", "f:3: agents[1].name: 'A' is there twice")]
    [InlineData("policies:\n  - {name: Try, effect: allow, scope: session}", "f:2: policies[0].name: 'Try' is the address of a page")]
    [InlineData("agents:\n  - {name: 'a b', token: 12345678}", "f:2: agents[0].name: 'a b' is no name")]
    [InlineData("agents:\n  - {name: a, token: {env: HOOPLIKE_NOT_SET}}", "f:2: agents[0].token: the environment variable HOOPLIKE_NOT_SET is not set")]
    [InlineData("agents:\n  - {name: a, token: {file: ./not-there}}", "f:2: agents[0].token: the file ./not-there cannot be read")]
    [InlineData("agents:\n  - {name: a, token: {vault: x}}", "f:2: agents[0].token.vault: is unknown here")]
    [InlineData("users:\n  - {name: u, groups: g, password: 12345678}", "f:2: users[0].groups: is no list")]
    [InlineData("users:\n  - {name: u, password: short}", "f:2: users[0].password: is shorter than 8 characters")]
    [InlineData("groups:\n  - name: g\n    roles: [boss]", "f:3: groups[0].roles[0]: 'boss' is not one of user, auditor, approver, admin")]
    [InlineData("serviceAccounts:\n  - {name: s, key: hlk_short}", "f:2: serviceAccounts[0].key: is no key")]
    [InlineData("identityProviders:\n  - {name: p, kind: oidc, issuer: http://id.example.com}", "f:2: identityProviders[0].issuer: must begin with https")]
    [InlineData("identityProviders:\n  - {name: p, kind: saml, issuer: 'urn:idp', certificates: [x]}", "identityProviders[0].signInUrl: is missing")]
    [InlineData("identityProviders:\n  - {name: p, kind: saml, issuer: 'urn:idp', signInUrl: 'https://id/sso'}", "identityProviders[0].certificates: is missing")]
    [InlineData("identityProviders:\n  - {name: p, kind: saml, issuer: 'urn:idp', signInUrl: 'https://id/sso', certificates: [x]}", "f:2: identityProviders[0].certificates[0]: it is no certificate in PEM")]
    [InlineData("identityProviders:\n  - {name: p, kind: saml, issuer: 'urn:idp', metadataUrl: 'https://id/m', certificates: [x]}", "f:2: identityProviders[0].certificates: stands beside metadataUrl")]
    [InlineData("identityProviders:\n  - {name: p, kind: saml, issuer: 'urn:idp', metadataUrl: 'http://id.example.com/m'}", "f:2: identityProviders[0].metadataUrl: is no https address")]
    [InlineData("identityProviders:\n  - {name: p, kind: saml, issuer: 'urn:idp', metadataUrl: 'https://id/m', signInUrl: 'javascript:alert(1)'}", "f:2: identityProviders[0].signInUrl: is no https address")]
    [InlineData("identityProviders:\n  - {name: p, kind: saml, issuer: 'urn:idp', metadataUrl: 'https://id/m', allowIdpInitiated: perhaps}", "f:2: identityProviders[0].allowIdpInitiated: 'perhaps' is neither true nor false")]
    [InlineData("identityProviders:\n  - {name: p, kind: saml, issuer: 'urn:idp', metadataUrl: 'https://id/m', clientId: hooplike}", "f:2: identityProviders[0].clientId: is for kind: oidc")]
    [InlineData("policies:\n  - {name: p, effect: permit, scope: session}", "f:2: policies[0].effect: 'permit' is not one of allow, deny, approve")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    connections: {names: [nowhere]}", "f:5: policies[0].connections.names[0]: there is no connection 'nowhere'")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    match: {sql: {kinds: [drop, sing]}}", "f:5: policies[0].match.sql.kinds[1]: 'sing' is not one of select, insert")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    match: {ssh: {channels: [shell]}}", "f:5: policies[0].match.ssh: cannot be enforced")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    match:\n      http:\n        methods: [get]", "f:7: policies[0].match.http.methods[0]: 'get' is no method")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    match:\n      http:\n        paths:\n          - admin", "f:8: policies[0].match.http.paths[0]: 'admin' must begin with a slash")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    match:\n      http:\n        jsonPaths:\n          $.a[: x", "f:8: policies[0].match.http.jsonPaths.$.a[: is no JSON path that can be followed: from character 4 on")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    match:\n      http:\n        jsonPaths:\n          $.a:\n          - {b: c}", "f:9: policies[0].match.http.jsonPaths.$.a[0]: is no plain value")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    match:\n      http:\n        headers: [a]", "f:7: policies[0].match.http.headers: is no mapping")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    match:\n      http:\n        maxTokens: {below: 5}", "f:7: policies[0].match.http.maxTokens.above: is missing")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    match:\n      http:\n        graphql: {kinds: [delete]}", "f:7: policies[0].match.http.graphql.kinds[0]: 'delete' is no kind of GraphQL")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    match:\n      http:\n        tools: [a]\n        serverRequests: [roots/list]", "f:8: policies[0].match.http.serverRequests: goes with paths and headers only")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    match:\n      http: {host: x}", "f:6: policies[0].match.http.host: is unknown here")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: operation\n    match:\n      sql: {kinds: [drop]}\n      http: {methods: [GET]}", "f:7: policies[0].match.http: stands beside match.sql")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: session\n    match: {http: {methods: [GET]}}", "f:5: policies[0].match: a policy of scope session")]
    [InlineData("policies:\n  - name: p\n    effect: deny\n    scope: session\n    match: {sql: {kinds: [drop]}}", "f:5: policies[0].match: a policy of scope session")]
    [InlineData("policies:\n  - {name: p, effect: approve, scope: operation}", "policies[0].approval: is missing")]
    [InlineData("policies:\n  - name: p\n    effect: approve\n    scope: operation\n    approval: {groups: [ghosts]}", "f:5: policies[0].approval.groups[0]: no user, service account")]
    [InlineData("policies:\n  - name: p\n    effect: allow\n    scope: session\n    when: {from: \"25:00\"}", "f:5: policies[0].when.from: '25:00' is no time")]
    [InlineData("policies:\n  - name: p\n    effect: allow\n    scope: session\n    when: {zone: Mars/Base}", "f:5: policies[0].when.zone: 'Mars/Base' is no time zone")]
    [InlineData("maskingRules:\n  - {name: m, columns: [email], method: {kind: redact}}", "f:2: maskingRules[0].columns[0]: 'email' is no schema.table.column")]
    [InlineData("maskingRules:\n  - {name: m, jsonPaths: [$.a, email], method: {kind: redact}}", "f:2: maskingRules[0].jsonPaths[1]: 'email' is no JSON path: it begins with $")]
    [InlineData("maskingRules:\n  - {name: m, jsonPaths: ['$.a[?(@.b)]'], method: {kind: redact}}", "f:2: maskingRules[0].jsonPaths[0]: '$.a[?(@.b)]' is no JSON path that can be followed: from character 4 on")]
    [InlineData("maskingRules:\n  - {name: m, jsonPaths: [$.a], method: {kind: token}}", "f:2: maskingRules[0].method.kind: token goes with columns only")]
    [InlineData("maskingRules:\n  - {name: m, columns: [a.b.c], direction: both, method: {kind: redact}}", "f:2: maskingRules[0].direction: both goes with jsonPaths")]
    [InlineData("maskingRules:\n  - {name: m, detectors: [email], direction: up, method: {kind: redact}}", "f:2: maskingRules[0].direction: ")]
    [InlineData("maskingRules:\n  - {name: m, detectors: [dna], method: {kind: redact}}", "f:2: maskingRules[0].detectors[0]: 'dna' is not one of payment-card")]
    [InlineData("maskingRules:\n  - {name: m, columns: [a.b.c], detectors: [email], method: {kind: token}}", "f:2: maskingRules[0].method.kind: token goes with columns only")]
    [InlineData("maskingRules:\n  - {name: m, detectors: [email], method: {kind: redact}, predicates: equality}", "f:2: maskingRules[0].predicates: equality needs columns")]
    [InlineData("maskingRules:\n  - name: m\n    method: {kind: redact}\n    patterns:\n      - {name: p, regex: \"a$\"}", "f:5: maskingRules[0].patterns[0].regex: asks for the beginning or end of the text with $")]
    [InlineData("maskingRules:\n  - name: m\n    method: {kind: redact}\n    patterns:\n      - {name: p, regex: a, farr: [x]}", "f:5: maskingRules[0].patterns[0].farr: is unknown here")]
    [InlineData("policies:", "f:1: policies: is no list")]
    [InlineData("a: [b", "(file): cannot be read as YAML")]
    [InlineData("agents: &a []\nusers: *a", "f:2: (file): aliases")]
    [InlineData("- a", "f:1: (file): is not one YAML document")]
    public void Each_mistake_is_told_with_file_line_and_key(string yaml, string expected)
    {
        Assert.Contains(Mistakes(yaml), m => m.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("protocol: mysql", "protocol: is not available")]
    [InlineData("agents: [nobody]", "agents[0]: there is no agent 'nobody'")]
    [InlineData("listen: {port: 99999}", "listen.port: '99999' is no number from 1 to 65535")]
    [InlineData("listen: {}", "listen.port: is missing")]
    [InlineData("target: {host: h, port: 1, tls: maybe}", "target.tls: 'maybe' is not one of disable, prefer, require, verify-full")]
    [InlineData("target: {port: 1}", "target.host: is missing")]
    [InlineData("credential: {}", "credential.username: is missing")]
    [InlineData("recording: {resultLimit: 64 potatoes}", "recording.resultLimit: '64 potatoes' is no size")]
    [InlineData("listen: {port: 1, address: 0.0.0.0}\n    clientTls: optional", "clientTls: optional is for loopback listeners only")]
    public void Each_mistake_in_a_connection_is_told(string change, string expected)
    {
        string[] standard = ["protocol: postgres", "agents: [local]", "listen: {port: 1}", "target: {host: h, port: 1}", "credential: {username: u}"];
        var lines = standard.Where(l => l.Split(':')[0] != change.Split(':')[0]).Append(change);
        var yaml = $"agents:\n  - {{name: local, token: 12345678}}\nconnections:\n  - name: c\n    {string.Join("\n    ", lines)}";

        Assert.Contains(Mistakes(yaml), m => m.Contains("connections[0]." + expected, StringComparison.Ordinal));
    }

    [Fact]
    public void All_mistakes_are_told_at_once_in_the_order_of_the_file()
    {
        var found = Mistakes("""
            agents:
              - {name: a, token: 12345678, x: 1}
            policies:
              - {name: p, effect: nope, scope: operation}
              - {name: q, effect: deny, scope: operation, connections: {names: [c]}}
            """);

        Assert.Equal([2, 4, 5], found.Select(m => int.Parse(m.Split(':')[1])));
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var config = ConfigFile.Read(SomeConfig.Yaml, SecretSources.TextOnly).Config;

        var again = ConfigFile.Read(ConfigWriter.Write(config), SecretSources.TextOnly);

        Assert.Empty(again.Mistakes);
        Assert.Equal(ConfigWriter.Write(config), ConfigWriter.Write(again.Config));
        Assert.All(SomeConfig.Secrets, secret => Assert.DoesNotContain(secret, ConfigWriter.Write(config), StringComparison.Ordinal));
    }

    static List<string> Mistakes(string yaml)
    {
        var file = ConfigFile.Read(yaml, SecretSources.Beside("f"));
        var nothing = new ConsoleConfig();
        return [.. file.With(ConfigRules.Check(file.Config, nothing)).Select(m => m.Describe("f"))];
    }
}
