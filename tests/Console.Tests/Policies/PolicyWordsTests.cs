using System.Text.Json;
using HoopLike.Console.Configuration;
using HoopLike.Console.Policies;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Policies;

public sealed class PolicyWordsTests
{
    [Theory]
    [InlineData("effect: allow, scope: session, subjects: {groups: [analysts, dba]}, connections: {names: [shop]}", "Let members of analysts or dba connect to shop")]
    [InlineData("effect: deny, scope: operation, connections: {tags: {env: prod}}, match: {sql: {kinds: [drop, truncate, alter]}}", "Deny drop, truncate and alter on connections tagged env=prod for everybody")]
    [InlineData("effect: approve, scope: operation, match: {sql: {kinds: [update], tables: [public.orders], withoutWhere: true}}, approval: {groups: [dba]}", "Hold update without WHERE touching public.orders on every connection by everybody for an approval of dba within 5 min")]
    [InlineData("effect: approve, scope: operation, at: commit, match: {sql: {kinds: [update, delete]}}, approval: {groups: [dba]}", "Run update and delete on every connection by everybody, and hold the COMMIT for an approval of dba within 5 min")]
    [InlineData("effect: approve, scope: session, subjects: {kinds: [machine]}, when: {days: [sat, sun], from: \"00:00\", to: \"24:00\", zone: Europe/Berlin}, approval: {groups: [dba, ops], required: 2, timeoutSeconds: 90, grantMinutes: 60}", "Let machines connect to every connection only after 2 approvals of dba or ops within 90 s, which then lasts 1 hour, on Saturday and Sunday all day (Europe/Berlin)")]
    [InlineData("effect: deny, scope: session, subjects: {identities: [bob], kinds: [human]}, when: {from: \"22:00\", to: \"04:00\"}", "Keep people named bob from connecting to every connection, every day from 22:00 to 04:00 the next day (Etc/UTC)")]
    [InlineData("effect: deny, scope: operation, subjects: {groups: [a], identities: [b]}, match: {sql: {functions: [pg_read_file]}}", "Deny every statement calling pg_read_file on every connection for whoever is in a named b")]
    [InlineData("effect: deny, scope: operation, match: {http: {methods: [POST, PUT], paths: [/admin/**, /keys], ignorePathCase: true}}", "Deny POST and PUT requests to /admin/** or /keys in any case on every connection for everybody")]
    [InlineData("effect: approve, scope: operation, match: {http: {headers: {X-Env: prod}, jsonPaths: {$.a: [b, c]}, models: [gpt-*], tools: [drop_*], maxTokens: {above: 4000}}}, approval: {groups: [dba]}", "Hold every request in which header X-Env is prod, $.a is b or c, the model is gpt-*, a tool offered or called is drop_* and the answer may have more than 4000 tokens on every connection by everybody for an approval of dba within 5 min")]
    [InlineData("effect: allow, scope: operation, match: {http: {graphql: {kinds: [mutation], fields: [\"delete*\"]}}}", "Allow every request in which there is a GraphQL mutation with root field delete* on every connection for everybody")]
    [InlineData("effect: deny, scope: operation, match: {http: {toolChanges: [new, changed]}}", "Deny every request in which a tool that is called is new or changed on every connection for everybody")]
    [InlineData("effect: allow, scope: operation, match: {http: {serverRequests: [sampling/createMessage, roots/list], paths: [/mcp]}}", "Allow an MCP server's own sampling/createMessage or roots/list in answers to /mcp on every connection for everybody")]
    [InlineData("effect: deny, scope: operation, match: {http: {}}", "Deny every request on every connection for everybody")]
    public void A_policy_reads_as_a_sentence(string yaml, string sentence) => Assert.Equal(sentence, PolicyWords.Sentence(Read(yaml)));

    [Fact]
    public void What_a_form_makes_of_a_policy_is_that_policy()
    {
        foreach (var policy in ConfigFile.Read(SomeConfig.Yaml, SecretSources.TextOnly).Config.Policies!.Value)
            Assert.Equal(ConfigWriter.WriteOne(policy), ConfigWriter.WriteOne(PolicyDraft.Of(policy).ToConfig()));
    }

    [Fact]
    public void A_form_and_a_file_keep_the_moment_of_an_approval()
    {
        var policy = Read("effect: approve, scope: operation, at: commit, match: {sql: {kinds: [update]}}, approval: {groups: [dba]}");

        Assert.Equal(PolicyMoment.Commit, PolicyDraft.Of(policy).ToConfig().At);
        Assert.Contains("at: commit", ConfigWriter.WriteOne(policy), StringComparison.Ordinal);
        Assert.Equal(PolicyMoment.Statement, (PolicyDraft.Of(policy) is var draft && (draft.Effect = PolicyEffect.Deny) == PolicyEffect.Deny ? draft : null)!.ToConfig().At);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{methods: [GET], paths: [\"/a b/**\"], ignorePathCase: true, headers: {X-A: \"*\", X-B: [a, \"b*\"]}, jsonPaths: {\"$.a[*]['b c']\": \"1\", $..d: [\"true\", x]}, models: [\"gpt-*\"], tools: [a, b], maxTokens: {above: 0}, graphql: {kinds: [query], fields: [__schema]}}")]
    [InlineData("{graphql: {}}")]
    [InlineData("{toolChanges: [new, changed], tools: [\"*\"]}")]
    [InlineData("{serverRequests: [roots/list, \"sampling/*\"], paths: [/mcp]}")]
    public void A_match_of_requests_comes_back_from_the_file_and_from_the_form(string http)
    {
        var policy = Read($"effect: deny, scope: operation, match: {{http: {http}}}");
        var written = ConfigWriter.WriteItem(policy);
        var again = ConfigFile.Read($"policies:\n{written}", SecretSources.TextOnly);

        Assert.NotNull(policy.Http);
        Assert.Empty(again.Mistakes);
        Assert.Equal(written, ConfigWriter.WriteItem(again.Config.Policies!.Value[0]));
        Assert.Equal(JsonSerializer.Serialize(policy.Http), JsonSerializer.Serialize(again.Config.Policies!.Value[0].Http));
        Assert.Equal(JsonSerializer.Serialize(policy.Http), JsonSerializer.Serialize(PolicyDraft.Of(policy).ToConfig().Http));
        Assert.Equal(JsonSerializer.Serialize(policy.Http), JsonSerializer.Serialize(JsonSerializer.Deserialize<PolicyConfig>(JsonSerializer.Serialize(policy, SnapshotJson.Plain), SnapshotJson.Plain)!.Http));
    }

    [Fact]
    public void A_form_leaves_out_what_belongs_to_another_scope_or_effect()
    {
        var draft = PolicyDraft.Of(Read("effect: approve, scope: operation, match: {sql: {kinds: [drop]}}, approval: {groups: [dba]}"));
        (draft.Scope, draft.Effect, draft.Message, draft.Http) = (PolicyScope.Session, PolicyEffect.Allow, "never shown", new HttpMatch());

        var policy = draft.ToConfig();

        Assert.Equal((null, null, null, null), (policy.Sql, policy.Http, policy.Approval, policy.Message));
    }

    static PolicyConfig Read(string yaml)
    {
        var file = ConfigFile.Read($"policies: [{{name: p, {yaml}}}]", SecretSources.TextOnly);
        Assert.Empty(file.Mistakes);
        return file.Config.Policies!.Value[0];
    }
}
