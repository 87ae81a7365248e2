using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Http;
using Xunit;
using static HoopLike.Shared.Tests.Http.Requests;

namespace HoopLike.Shared.Tests.Http;

public sealed class HttpOperationTests
{
    [Theory]
    [InlineData("$.a", """{"a":1}""", "1")]
    [InlineData("$.A", """{"a":1,"b":2}""", "1")]
    [InlineData("$.a", """{"a":1,"A":2}""", "1 2")]
    [InlineData("$.tools", "{\"tool\u017F\":3}", "3")]
    [InlineData("$.a.b", """{"a":{"b":true}}""", "true")]
    [InlineData("$['a']['b c']", """{"a":{"b c":null}}""", "null")]
    [InlineData("$[\"a\"].b", """{"a":{"b":"x"}}""", "x")]
    [InlineData("$.a[*].b", """{"a":[{"b":1},{"c":2},{"b":3}]}""", "1 3")]
    [InlineData("$.a[1]", """{"a":[1,2]}""", "2")]
    [InlineData("$.a[9]", """{"a":[1,2]}""", "")]
    [InlineData("$.a.*", """{"a":{"b":1,"c":2}}""", "1 2")]
    [InlineData("$.a", """{"a":["x","y"]}""", """["x","y"] x y""")]
    [InlineData("$..b", """{"b":1,"a":{"b":2,"c":[{"b":3}]}}""", "1 2 3")]
    [InlineData("$..a..b", """{"a":{"x":{"b":1}},"b":2}""", "1")]
    [InlineData("$.a", """[{"a":1},{"a":2}]""", "1 2")]
    [InlineData("$[*].a", """[{"a":1},{"a":2}]""", "1 2")]
    [InlineData("$.a", """{"\u0061":"\u0062"}""", "b")]
    [InlineData("$.a", """{"b":{"a":1}}""", "")]
    [InlineData("$.a", "1", "")]
    public void A_path_finds_its_values(string path, string body, string values)
    {
        using var operation = Post(body);
        Assert.True(JsonPath.TryParse(path, out var parsed, out var fault), fault);
        Assert.Equal(values, string.Join(' ', parsed.Select(operation.Root!.Value).Select(v => v.ToString() is { Length: > 0 } text ? v.ValueKind is System.Text.Json.JsonValueKind.True ? "true" : text : "null")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("a.b")]
    [InlineData("$a")]
    [InlineData("$.")]
    [InlineData("$.a.")]
    [InlineData("$.a..")]
    [InlineData("$.a b")]
    [InlineData("$.a[")]
    [InlineData("$.a[-1]")]
    [InlineData("$.a['b]")]
    [InlineData("$.a['']")]
    [InlineData("$.a[?(@.b)]")]
    [InlineData("$.a[0:2]")]
    [InlineData("$..a..b..c")]
    public void A_path_that_is_none_is_refused_with_words(string path)
    {
        Assert.False(JsonPath.TryParse(path, out _, out var fault));
        Assert.NotEmpty(fault!);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "twice")]
    [InlineData("""{"a":1,"\u0061":2}""", "twice")]
    [InlineData("""[{"x":{"a":1,"b":2,"a":1}}]""", "twice")]
    [InlineData("{", "not JSON")]
    [InlineData("{} {}", "not JSON")]
    [InlineData("{'a':1}", "not JSON")]
    [InlineData("""{"a":1,}""", "not JSON")]
    [InlineData("""{"a":1/*x*/}""", "not JSON")]
    [InlineData("""{"a":NaN}""", "not JSON")]
    [InlineData("""{"a":01}""", "not JSON")]
    [InlineData("\uFEFF{}", "not JSON")]
    [InlineData("""{"a":"\ud800"}""", "half a surrogate")]
    [InlineData("""{"\ud800":1}""", "half a surrogate")]
    public void What_parsers_take_differently_cannot_be_read(string body, string why)
    {
        using var operation = Post(body);
        Assert.Contains(why, operation.Unreadable, StringComparison.Ordinal);
        Assert.NotNull(operation.Models.Unreadable);
        Assert.NotNull(operation.ToolsCalled.Unreadable);
        Assert.NotNull(operation.GraphqlOperations.Unreadable);
    }

    [Fact]
    public void Bytes_that_are_no_text_and_bodies_beyond_the_limits_cannot_be_read()
    {
        using var bytes = new HttpOperation("POST", Target("/"), new[] { Json }, new byte[] { (byte)'"', 0xC0, 0xAE, (byte)'"' });
        Assert.Contains("UTF-8", bytes.Unreadable, StringComparison.Ordinal);
        using var deep = Post(new string('[', 65) + new string(']', 65));
        Assert.Contains("64 deep", deep.Unreadable, StringComparison.Ordinal);
        using var fits = Post(new string('[', 64) + new string(']', 64));
        Assert.Null(fits.Unreadable);
        using var large = Post("\"" + new string('a', JsonBody.Longest) + "\"");
        Assert.Contains("16 MiB", large.Unreadable, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", null)]
    [InlineData("Application/JSON; charset=utf-8", null)]
    [InlineData("application/json;charset=\"UTF8\"", null)]
    [InlineData("application/vnd.api+json; profile=x", null)]
    [InlineData("application/json; charset=utf-7", "charset")]
    [InlineData("application/json; charset=utf-8; charset=utf-16", "charset")]
    [InlineData("application/json; charset", "charset")]
    [InlineData("application/json, text/plain", "not JSON")]
    [InlineData("text/plain", "not JSON")]
    [InlineData("application/x-www-form-urlencoded", "not JSON")]
    [InlineData("multipart/form-data; boundary=x", "not JSON")]
    [InlineData("application/x-ndjson", "not JSON")]
    [InlineData("application/graphql", "GraphQL")]
    [InlineData(null, "no Content-Type")]
    [InlineData("twice", "several Content-Types")]
    public void A_body_is_read_only_as_what_it_is_said_to_be(string? type, string? why)
    {
        HttpHeader[] headers = type switch { null => [], "twice" => [Json, new("content-type", "application/json")], _ => [new("CONTENT-TYPE", type)] };
        using var operation = new HttpOperation("POST", Target("/"), headers, "{}"u8.ToArray());
        if (why is null) Assert.Null(operation.Unreadable);
        else Assert.Contains(why, operation.Unreadable, StringComparison.Ordinal);
    }

    [Fact]
    public void No_body_says_nothing_and_one_that_is_not_held_may_say_anything()
    {
        using var none = Get("/");
        Assert.Equal((false, null, null), (none.HasBody, none.Unreadable, none.Models.Unreadable));
        using var empty = new HttpOperation("POST", Target("/"), default, Array.Empty<byte>());
        Assert.Equal((false, null), (empty.HasBody, empty.Unreadable));
        using var unread = Unread("/");
        Assert.Equal((true, "the body is longer than what is held"), (unread.HasBody, unread.Models.Unreadable));
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"gpt-5"}""", "gpt-5")]
    [InlineData("/v1/chat/completions", """{"model":"a","Model":"b"}""", "a b")]
    [InlineData("/v1/realtime?model=gpt-realtime", "{}", "gpt-realtime")]
    [InlineData("/v1beta/models/gemini-2.5-pro:generateContent", "{}", "gemini-2.5-pro:generateContent gemini-2.5-pro")]
    [InlineData("/v1/projects/p/locations/l/publishers/google/models/g:streamGenerateContent", "{}", "g:streamGenerateContent g")]
    [InlineData("/openai/deployments/prod-4o/chat/completions?api-version=1", """{"messages":[]}""", "prod-4o")]
    [InlineData("/model/anthropic.claude-v2%3A1/invoke", "{}", "anthropic.claude-v2:1 anthropic.claude-v2")]
    [InlineData("/v1/messages/batches", """{"requests":[{"params":{"model":"c1"}},{"params":{"model":"c2"}}]}""", "c1 c2")]
    [InlineData("/api", """{"models":["a","b"]}""", "a b")]
    [InlineData("/api", """[{"model":"a"},{"model":"b"}]""", "a b")]
    [InlineData("/api", """{"model":null}""", "")]
    [InlineData("/api", """{"model":{"id":1}}""", "!")]
    [InlineData("/api", """{"messages":[{"model":"x"}]}""", "")]
    public void Models_are_found_in_path_query_and_body(string target, string body, string models)
    {
        using var operation = Post(target, body);
        Assert.Equal(models, Words(operation.Models));
    }

    [Theory]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f"}}]}""", "f", "")]
    [InlineData("""{"tools":[{"name":"g","input_schema":{}},{"type":"function","name":"h"}]}""", "g h", "")]
    [InlineData("""{"tools":[{"type":"web_search_20250305","name":"web_search"}]}""", "web_search web_search_20250305", "")]
    [InlineData("""{"tools":[{"type":"code_interpreter"}]}""", "code_interpreter", "")]
    [InlineData("""{"tools":[{"functionDeclarations":[{"name":"f"}]},{"googleSearch":{}}]}""", "f googleSearch", "")]
    [InlineData("""{"toolConfig":{"tools":[{"toolSpec":{"name":"t"}}]}}""", "t", "")]
    [InlineData("""{"functions":[{"name":"old"}],"function_call":{"name":"old"}}""", "old", "old")]
    [InlineData("""{"tools":[{"name":{"x":1}}]}""", "!", "")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f"}}]},{"role":"tool","name":"g"},{"role":"user","name":"anna"}]}""", "", "f g")]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"type":"text","text":"x"},{"type":"tool_use","name":"f"}]}]}""", "", "f")]
    [InlineData("""{"input":[{"type":"function_call","name":"f"}]}""", "", "f")]
    [InlineData("""{"contents":[{"parts":[{"functionCall":{"name":"f"}}]}]}""", "", "f")]
    [InlineData("""{"tool_choice":{"function":{"name":"f"}}}""", "", "f")]
    [InlineData("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"drop"}}""", "", "drop")]
    [InlineData("""[{"jsonrpc":"2.0","method":"ping"},{"jsonrpc":"2.0","method":"tools/call","params":{"name":"drop"}}]""", "", "drop")]
    [InlineData("""{"jsonrpc":"2.0","method":"tools/call","params":{}}""", "", "!")]
    public void Tools_are_found_where_providers_have_them(string body, string offered, string called)
    {
        using var operation = Post(body);
        Assert.Equal((offered, called), (Words(operation.ToolsOffered), Words(operation.ToolsCalled)));
    }

    [Theory]
    [InlineData("""{"max_tokens":5}""", "5")]
    [InlineData("""{"max_completion_tokens":1e3,"max_output_tokens":7}""", "1000 7")]
    [InlineData("""{"generationConfig":{"maxOutputTokens":9}}""", "9")]
    [InlineData("""{"max_tokens":"12"}""", "12")]
    [InlineData("""{"max_tokens":null}""", "")]
    [InlineData("""{"max_tokens":"many"}""", "!")]
    [InlineData("""{"max_tokens":[1]}""", "!1")]
    public void Limits_of_tokens_are_read(string body, string limits)
    {
        using var operation = Post(body);
        var found = operation.TokenLimits;
        Assert.Equal(limits, (found.Unreadable is null ? "" : "!") + string.Join(' ', found.Values));
    }

    [Theory]
    [InlineData("{ a b }", "Query a b")]
    [InlineData("query Q($x: [Int!]! = {a: [1]} @d(e: \"}\")) @live { x: a(b: {c: \"}\"}, d: [1.5e+3, -2]) @skip(if: true) { deep { er } } }", "Query a")]
    [InlineData("mutation { deleteUser(id: 1) { id } }", "Mutation deleteUser")]
    [InlineData("mutation Safe { list: deleteUser }", "Mutation deleteUser")]
    [InlineData("subscription S { news }", "Subscription news")]
    [InlineData("{ a } mutation B { b }", "Query a; Mutation b")]
    [InlineData("{ ...F } fragment F on Query { a ...G @x } fragment G on Query { b }", "Query a b")]
    [InlineData("{ ... on Query { a ... @include(if: true) { b } } ... { c } }", "Query a b c")]
    [InlineData("{ __schema { types { name } } __typename }", "Query __schema __typename")]
    [InlineData("# mutation { x }\n{ a # }\n }", "Query a")]
    [InlineData("\uFEFF,{,a,}", "Query a")]
    [InlineData("{ a(x: \"\"\" } \\\"\"\" { \"\"\") }", "Query a")]
    [InlineData("{ a(x: \"\\\" } mutation {\") }", "Query a")]
    [InlineData("\"what it does\" query { a }", "Query a")]
    [InlineData("{ query mutation on fragment }", "Query fragment mutation on query")]
    [InlineData("query query { a }", "Query a")]
    [InlineData("", "!")]
    [InlineData("up", "!")]
    [InlineData("{ a", "!")]
    [InlineData("{ a } }", "!")]
    [InlineData("{ a(b: ] }", "!")]
    [InlineData("{ ...Missing }", "!")]
    [InlineData("{ ...F } fragment F on Q { ...G } fragment G on Q { ...F }", "!")]
    [InlineData("{ ...F } fragment F on Q { a } fragment F on Q { b }", "!")]
    [InlineData("type Query { a: Int }", "!")]
    [InlineData("fragment F on Q { a }", "!")]
    [InlineData("{ a(x: \"open) }", "!")]
    [InlineData("{ a ; b }", "!")]
    [InlineData("{ { a } }", "!")]
    public void A_graphql_document_tells_its_operations_and_root_fields(string document, string operations)
    {
        using var body = Post(System.Text.Json.JsonSerializer.Serialize(new { query = document }));
        Assert.Equal(operations, Operations(body));
        using var raw = new HttpOperation("POST", Target("/"), new[] { new HttpHeader("Content-Type", "application/graphql") }, Encoding.UTF8.GetBytes(document.Length == 0 ? " " : document));
        Assert.Equal(operations, Operations(raw));
        using var query = Get($"/graphql?query={Uri.EscapeDataString(document)}");
        Assert.Equal(operations, Operations(query));
    }

    [Theory]
    [InlineData("/", """[{"query":"{a}"},{"query":"mutation{b}"}]""", "Query a; Mutation b")]
    [InlineData("/?query={a}", """{"query":"mutation{b}"}""", "Query a; Mutation b")]
    [InlineData("/", """{"type":"subscribe","payload":{"query":"subscription{s}"}}""", "Subscription s")]
    [InlineData("/", """{"query":"{a}","Query":"mutation{b}"}""", "Query a; Mutation b")]
    [InlineData("/", """{"x":1}""", "")]
    [InlineData("/", """{"jsonrpc":"2.0","id":1,"method":"x"}""", "")]
    [InlineData("/", """{"query":{"match_all":{}}}""", "!")]
    [InlineData("/", """{"extensions":{"persistedQuery":{"sha256Hash":"x"}}}""", "!")]
    [InlineData("/", """{"query":"{a}","extensions":{"persistedQuery":{"sha256Hash":"x"}}}""", "Query a")]
    [InlineData("/", """{"documentId":"x"}""", "!")]
    [InlineData("/", """{"query":"{a}","documentId":"x"}""", "!Query a")]
    [InlineData("/", """{"id":"x","variables":{}}""", "!")]
    [InlineData("/?extensions=%7B%22persistedQuery%22:1%7D", "{}", "!")]
    public void Graphql_is_found_wherever_it_is_sent(string target, string body, string operations)
    {
        using var operation = Post(target, body);
        Assert.Equal(operations, Operations(operation));
    }

    [Fact]
    public void A_tool_can_be_asked_about_before_it_is_called()
    {
        using var list = new HttpOperation("POST", Target("/mcp?x"), new[] { new HttpHeader("content-type", "text/plain"), new HttpHeader("X-Env", "prod") }, """{"jsonrpc":"2.0","method":"tools/list"}"""u8.ToArray());
        using var call = list.ForTool("drop \"all\"");
        Assert.Equal(("drop \"all\"", "/mcp?x", "tools/call"), (Words(call.ToolsCalled), call.Target.Text, call.RpcCalls.Values.Single().Method));
        Assert.Contains(call.Headers.ToArray(), h => h.Is("X-Env"));
    }

    [Fact]
    public void Whatever_comes_is_read_or_said_not_to_be_readable() =>
        Prop.ForAll(
            Gen.Elements("{", "}", "(", ")", "[", "]", ":", "...", "on", "query", "mutation", "fragment", "a", "F", "@", "\"", "\"\"\"", "\\", "#", "\n", "$", "!", "=", "-1", "1e", "é", ";", "\ud800", "'", ".", "*", " ", "\"a\":", "\\u00", ",", "null").ListOf()
                .Select(string.Concat).ToArbitrary(),
            text =>
            {
                using var json = new HttpOperation("POST", Target("/"), new[] { Json }, Encoding.UTF8.GetBytes(text));
                using var graphql = new HttpOperation("POST", Target("/"), new[] { new HttpHeader("Content-Type", "application/graphql") }, Encoding.UTF8.GetBytes(text));
                using var wrapped = Post(System.Text.Json.JsonSerializer.Serialize(new { query = text }));
                _ = (json.Models, json.ToolsOffered, json.ToolsCalled, json.TokenLimits, json.RpcCalls);
                if (JsonPath.TryParse("$" + text, out var path, out var fault) && wrapped.Root is { } root) _ = path.Select(root).ToList();
                var same = text.Contains('\ud800', StringComparison.Ordinal) || Operations(graphql) == Operations(wrapped) || text.Length == 0;
                return same && (json.Root is null) == (json.Unreadable is not null || text.Length == 0) && (path is null) == (fault is not null);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Documents_that_go_deep_are_not_read()
    {
        using var inline = Post(System.Text.Json.JsonSerializer.Serialize(new { query = string.Concat(Enumerable.Repeat("{...", 70)) + "{a}" + new string('}', 70) }));
        Assert.Contains("64 deep", inline.GraphqlOperations.Unreadable, StringComparison.Ordinal);
        using var nested = Post(System.Text.Json.JsonSerializer.Serialize(new { query = string.Concat(Enumerable.Repeat("{a", 10000)) + new string('}', 10000) }));
        Assert.Equal("Query a", Operations(nested));
    }

    [Fact]
    public void Documents_and_bodies_that_are_made_to_cost_time_are_not_read_or_read_at_once()
    {
        // Two fragments that each spread the two next, sixty times over: as a tree it would have 2^60 leaves.
        var diamonds = string.Concat(Enumerable.Range(0, 60).Select(i => $"fragment a{i} on Q{{...a{i + 1} ...b{i + 1}}} fragment b{i} on Q{{...a{i + 1} ...b{i + 1}}}"));
        using var wide = Post(System.Text.Json.JsonSerializer.Serialize(new { query = $"{{...a0}} {diamonds} fragment a60 on Q{{x}} fragment b60 on Q{{y}}" }));
        Assert.Equal("Query x y", Operations(wide));
        using var chain = Post(System.Text.Json.JsonSerializer.Serialize(new { query = "{...a0}" + string.Concat(Enumerable.Range(0, 70).Select(i => $"fragment a{i} on Q{{...a{i + 1}}}")) + "fragment a70 on Q{x}" }));
        Assert.Contains("64 deep", chain.GraphqlOperations.Unreadable, StringComparison.Ordinal);
        using var many = Post(System.Text.Json.JsonSerializer.Serialize(new { query = string.Concat(Enumerable.Repeat("{a}", 40)) }));
        Assert.Contains("32 operations", many.GraphqlOperations.Unreadable, StringComparison.Ordinal);
        using var large = Post(System.Text.Json.JsonSerializer.Serialize(new { query = "{a}" + new string(' ', 256 * 1024) }));
        Assert.Contains("longer than", large.GraphqlOperations.Unreadable, StringComparison.Ordinal);
        using var values = Post("[" + string.Join(',', Enumerable.Repeat("1", JsonBody.MostTokens)) + "]");
        Assert.Contains("more than 1000000 values", values.Unreadable, StringComparison.Ordinal);
    }

    static string Words(HttpFact<string> fact) => (fact.Unreadable is null ? "" : "!") + string.Join(' ', fact.Values);

    static string Operations(HttpOperation operation) =>
        (operation.GraphqlOperations.Unreadable is null ? "" : "!") + string.Join("; ", operation.GraphqlOperations.Values.Select(o => $"{o.Kind} {string.Join(' ', o.Fields)}"));
}
