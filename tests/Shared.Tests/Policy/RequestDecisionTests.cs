using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Http;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Tests.Http;
using Xunit;

namespace HoopLike.Shared.Tests.Policy;

public sealed class RequestDecisionTests
{
    const string Chat = """{"model":"gpt-5-mini","stream":true,"max_tokens":100,"messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"drop_table"}}]}""";

    public static TheoryData<string, HttpMatch, HttpOperation, bool> Table => new()
    {
        { "nothing asked", new(), Requests.Get("/"), true },
        { "method", new() { Methods = ["GET"] }, Requests.Get("/"), true },
        { "other method", new() { Methods = ["POST", "PUT"] }, Requests.Get("/"), false },
        { "method in a header", new() { Methods = ["DELETE"] }, Requests.Get("/", new HttpHeader("x-http-method-override", " delete ")), true },
        { "method in the query", new() { Methods = ["DELETE"] }, Requests.Get("/?a=b&_Method=delete"), true },
        { "path", new() { Paths = ["/x", "/admin/**"] }, Requests.Get("/a/../admin/%75sers"), true },
        { "other path", new() { Paths = ["/admin/**"] }, Requests.Get("/Admin"), false },
        { "path in any case", new() { Paths = ["/admin/**"], IgnorePathCase = true }, Requests.Get("/Admin"), true },
        { "header", Headers("x-env", "prod*"), Requests.Get("/", new HttpHeader("X-Env", "Production")), true },
        { "other header", Headers("x-env", "prod*"), Requests.Get("/", new HttpHeader("X-Env", "test")), false },
        { "no header", Headers("x-env", "*"), Requests.Get("/"), false },
        { "second line of a header", Headers("x-env", "prod"), Requests.Get("/", new HttpHeader("X-Env", "test"), new HttpHeader("x-env", "prod")), true },
        { "member of a header", Headers("x-env", "prod"), Requests.Get("/", new HttpHeader("X-Env", "test, prod")), true },
        { "value", Values("$.model", "gpt-5*"), Requests.Post(Chat), true },
        { "flag", Values("$.stream", "true"), Requests.Post(Chat), true },
        { "number", Values("$.max_tokens", "100"), Requests.Post("""{"max_tokens":1e2}"""), true },
        { "other number", Values("$.max_tokens", "101"), Requests.Post(Chat), false },
        { "object", Values("$.messages[0]", "*"), Requests.Post(Chat), true },
        { "object as text", Values("$.messages[0]", "*user*"), Requests.Post(Chat), false },
        { "no such value", Values("$.nothing", "*"), Requests.Post(Chat), false },
        { "model", new() { Models = ["GPT-5*"] }, Requests.Post(Chat), true },
        { "other model", new() { Models = ["gpt-4*"] }, Requests.Post(Chat), false },
        { "model of the path", new() { Models = ["g"] }, Requests.Get("/v1/models/g"), true },
        { "tool", new() { Tools = ["drop_*"] }, Requests.Post(Chat), true },
        { "other tool", new() { Tools = ["read_*"] }, Requests.Post(Chat), false },
        { "tool of a call", new() { Tools = ["rm"] }, Requests.Post("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"rm"}}"""), true },
        { "argument of a call", Values("$.params.arguments.path", "/etc/*"), Requests.Post("""[{"jsonrpc":"2.0","method":"tools/call","params":{"name":"rm","arguments":{"path":"/etc/passwd"}}}]"""), true },
        { "few tokens", Above(100), Requests.Post(Chat), false },
        { "many tokens", Above(99), Requests.Post(Chat), true },
        { "no limit", Above(99), Requests.Post("""{"model":"m"}"""), true },
        { "no limit and no model", Above(99), Requests.Post("""{"x":1}"""), false },
        { "no limit and no body", Above(99), Requests.Get("/v1/models/m"), false },
        { "a limit below nothing", Above(99), Requests.Post("""{"model":"m","max_tokens":-1}"""), true },
        { "mutation", Graphql(["mutation"], []), Requests.Post("""{"query":"mutation{a}"}"""), true },
        { "query", Graphql(["mutation"], []), Requests.Post("""{"query":"{a}"}"""), false },
        { "field", Graphql([], ["delete*"]), Requests.Post("""{"query":"mutation{x:deleteUser}"}"""), true },
        { "alias", Graphql([], ["x"]), Requests.Post("""{"query":"mutation{x:deleteUser}"}"""), false },
        { "field of the other operation", Graphql(["mutation"], ["a"]), Requests.Post("""{"query":"{a} mutation{b}"}"""), false },
        { "no graphql", Graphql([], []), Requests.Post("""{"x":1}"""), false },
        { "all keys", new() { Methods = ["POST"], Paths = ["/v1/**"], Models = ["gpt*"], Tools = ["drop*"] }, Requests.Post("/v1/x", Chat), true },
        { "all keys but one", new() { Methods = ["POST"], Paths = ["/v2/**"], Models = ["gpt*"], Tools = ["drop*"] }, Requests.Post("/v1/x", Chat), false },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_match_holds_when_all_its_keys_do(string what, HttpMatch match, HttpOperation request, bool matches)
    {
        Assert.NotEmpty(what);
        Assert.Equal(matches, Decide(request, Deny("p", match)).Effect == PolicyEffect.Deny);
        Assert.Equal(matches, Decide(request, Allow("p", match)).Policy == "p");
    }

    public static TheoryData<HttpMatch> AskingTheBody => [Values("$.a", "b"), new() { Models = ["m"] }, new() { Tools = ["t"] }, Above(1), Graphql(["query"], []), new() { Methods = ["POST"], Paths = ["/**"], Models = ["m"] }];

    [Theory]
    [MemberData(nameof(AskingTheBody))]
    public void A_body_that_cannot_be_read_counts_as_everything_for_rules_that_restrict_and_ask_for_it(HttpMatch match)
    {
        HttpOperation[] unreadable =
        [
            Requests.Unread("/"), Requests.Post("{"), Requests.Post("""{"a":1,"a":1}"""), new("POST", Requests.Target("/"), default, "a=b"u8.ToArray()),
            new("POST", Requests.Target("/"), new HttpHeader[] { new("Content-Type", "application/json;charset=utf-16") }, "{}"u8.ToArray()),
        ];
        foreach (var request in unreadable)
        {
            Assert.Equal(PolicyEffect.Deny, Decide(request, Deny("p", match)).Effect);
            Assert.Equal(PolicyEffect.Approve, Decide(request, Some.Approve("p", null) with { Http = match }).Effect);
            Assert.Null(Decide(request, Allow("p", match)).Policy);
            Assert.Equal("p: deny", Assert.Single(Decide(request, Deny("p", match) with { Mode = PolicyMode.Observe }).Observed));
            // It counts for what is asked of the body, not for the rest.
            Assert.Equal(PolicyEffect.Allow, Decide(request, Deny("p", match with { Methods = ["GET"] })).Effect);
            Assert.Equal(PolicyEffect.Allow, Decide(request, Deny("p", new() { Paths = ["/x"] })).Effect);
        }
    }

    [Fact]
    public void A_match_that_cannot_be_read_matches_everything()
    {
        var request = Requests.Post("{}");
        Assert.Equal(PolicyEffect.Deny, Decide(request, Deny("p", new() { Paths = ["no slash"] })).Effect);
        Assert.Equal(PolicyEffect.Deny, Decide(request, Deny("p", Values("no path", "x"))).Effect);
    }

    [Fact]
    public void Rules_about_sql_and_about_http_keep_to_themselves()
    {
        var statement = new SqlAnalyzer().Analyze("select 1");
        var (sql, http, both) = (Some.Deny("sql", new SqlMatch()), Deny("http", new HttpMatch()), Some.Approve("both", null));
        Assert.Equal(("http", "sql"), (Decide(Requests.Get("/"), sql, http).Policy, Policies(sql, http).DecideOperation(statement, Some.Now).Policy));
        Assert.Equal((PolicyEffect.Allow, PolicyEffect.Allow), (Decide(Requests.Get("/"), sql).Effect, Policies(http).DecideOperation(statement, Some.Now).Effect));
        Assert.Equal(("both", "both"), (Decide(Requests.Get("/"), both).Policy, Policies(both).DecideOperation(statement, Some.Now).Policy));
    }

    [Fact]
    public void Precedence_windows_and_observers_are_as_for_statements()
    {
        var (closed, held) = (Deny("closed", new()), Some.Approve("held", null, required: 2) with { Http = new() });
        Assert.Equal("closed", Decide(Requests.Get("/"), held, closed, Allow("fine", new())).Policy);
        Assert.Equal("held", Decide(Requests.Get("/"), Allow("fine", new()), Some.Approve("milder", null) with { Http = new() }, held).Policy);
        var night = closed with { When = new([], TimeSpan.FromHours(20), TimeSpan.FromHours(24), "UTC") };
        Assert.Equal((PolicyEffect.Allow, PolicyEffect.Deny), (Decide(Requests.Get("/"), night).Effect, Policies(night).DecideOperation(Requests.Get("/"), Some.Now.AddHours(9)).Effect));
        Assert.Equal("closed: deny", Assert.Single(Decide(Requests.Get("/"), closed with { Mode = PolicyMode.Observe }).Observed));
    }

    [Fact]
    public void A_hold_at_commit_that_comes_to_a_request_refuses_it()
    {
        var verdict = Decide(Requests.Get("/"), Some.Approve("late", null) with { At = PolicyMoment.Commit });
        Assert.Equal(PolicyEffect.Deny, verdict.Effect);
        Assert.Contains("a request runs in no transaction", verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_about_requests_restricts_a_connect_and_does_not_allow_it()
    {
        var allow = Some.AllowSession with { Http = new() };
        Assert.Equal(PolicyEffect.Deny, Policies(allow).DecideSession(Some.Now).Effect);
        Assert.Equal(PolicyEffect.Deny, Policies(Some.AllowSession, allow with { Name = "d", Effect = PolicyEffect.Deny }).DecideSession(Some.Now).Effect);
    }

    [Fact]
    public void The_body_is_needed_where_a_rule_asks_for_it_that_concerns_the_rest_of_the_request()
    {
        var policies = Policies(Deny("models", new() { Methods = ["POST"], Paths = ["/v1/**"], Models = ["gpt*"] }), Deny("paths", new() { Paths = ["/admin/**"] }), Some.Deny("sql", new SqlMatch()));
        Assert.True(policies.NeedsBody(Requests.Unread("/v1/chat")));
        Assert.False(policies.NeedsBody(Requests.Unread("/v2/chat")));
        Assert.False(policies.NeedsBody(Requests.Get("/v1/chat")));
        Assert.False(policies.NeedsBody(Requests.Unread("/admin")));
    }

    [Fact]
    public void A_decision_that_asks_for_no_body_takes_no_memory()
    {
        var policies = Policies(
            Deny("a", new() { Methods = ["DELETE"], Paths = ["/admin/**", "/x/*/y"] }), Deny("b", Headers("X-Env", "prod*")), Allow("c", new() { Paths = ["/v1/**"] }), Some.Deny("d", new SqlMatch()),
            Deny("e", new() { Paths = ["/v2/**"], Models = ["gpt*"] }));
        var request = Requests.Get("/v1/chat/completions", new HttpHeader("Accept", "a, b"), new HttpHeader("X-Env", "test, dev"));
        Assert.Equal("c", policies.DecideOperation(request, Some.Now).Policy);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) policies.DecideOperation(request, Some.Now);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>The model: what a rule about models says, looked up with a parser that keeps the last of two names.</summary>
    [Fact]
    public void No_way_of_writing_a_body_hides_its_model_from_a_rule() =>
        Prop.ForAll(Bodies.ToArbitrary(), body =>
        {
            using var request = new HttpOperation("POST", Requests.Target("/v1/chat"), new[] { Requests.Json }, Encoding.UTF8.GetBytes(body));
            var isDenied = Decide(request, Deny("p", new() { Models = ["secret*"] })).Effect == PolicyEffect.Deny;
            return isDenied || !LenientModels(body).Any(m => m.StartsWith("secret", StringComparison.OrdinalIgnoreCase));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    static readonly System.Text.Json.JsonSerializerOptions lenient = new() { PropertyNameCaseInsensitive = true, ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip };

    static Gen<string> Bodies =>
        from parts in Gen.Elements(
            "\"model\":\"secret-1\"", "\"model\":\"open\"", "\"Model\":\"secret\"", "\"m\\u006fdel\":\"secret\"", "\"model\":\"\\u0073ecret\"", "\"MODEL\":\"SECRET\"", "\"x\":{\"model\":\"secret\"}", "\"x\":1", "\"model\":null",
            "\"model\":[\"secret\"]", "\"model\":7").ListOf()
        from form in Gen.Elements("{0}", " {0} ", "[{0}]", "{0}{0}", "\uFEFF{0}", "{0}//")
        select form.Replace("{0}", "{" + string.Join(',', parts) + "}", StringComparison.Ordinal);

    /// <summary>What a lenient server may take for the model.</summary>
    static IEnumerable<string> LenientModels(string body)
    {
        var text = body.TrimStart('\uFEFF').Trim();
        if (text.StartsWith('[')) text = text[1..^1];
        try
        {
            return System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, System.Text.Json.JsonElement>>(text, lenient)!.Where(p => p.Key.Equals("model", StringComparison.OrdinalIgnoreCase))
                .SelectMany(p => p.Value.ValueKind == System.Text.Json.JsonValueKind.Array ? p.Value.EnumerateArray().Select(e => e.ToString()) : [p.Value.ToString()]).ToList();
        }
        catch (System.Text.Json.JsonException)
        {
            return [];
        }
    }

    static HttpMatch Headers(string name, string glob) => new() { Headers = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(name, [glob]) };

    static HttpMatch Values(string path, string glob) => new() { JsonPaths = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(path, [glob]) };

    static HttpMatch Above(int tokens) => new() { MaxTokens = new(tokens) };

    static HttpMatch Graphql(string[] kinds, string[] fields) => new() { Graphql = new() { Kinds = [.. kinds], Fields = [.. fields] } };

    static PolicyConfig Deny(string name, HttpMatch http) => Some.Deny(name, null) with { Http = http };

    static PolicyConfig Allow(string name, HttpMatch http) => new() { Name = name, Effect = PolicyEffect.Allow, Scope = PolicyScope.Operation, Http = http };

    static SessionPolicies Policies(params PolicyConfig[] policies) => new(Some.Snapshot(policies), Some.Connection, Some.Caller);

    static Verdict Decide(HttpOperation request, params PolicyConfig[] policies) => Policies(policies).DecideOperation(request, Some.Now);
}
