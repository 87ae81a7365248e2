using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Policy;
using Xunit;

namespace HoopLike.Shared.Tests.Snapshot;

public sealed class SnapshotValidatorTests
{
    static readonly AgentSnapshot good = Some.Snapshot(Some.AllowSession, Some.Deny("nobody-drops", Some.Kinds("drop"))) with
    {
        MaskingRules = [Some.MaskingRule],
        ServiceAccounts = [new("report-bot", ["analysts"], [new(new string('a', 64))], false)],
        LocalUsers = [new("anna@example.com", ["dba"], false)],
        TokenIssuers = [new("corp", "https://idp", ["hooplike"], "groups", """{"keys":[]}""", false)],
    };

    [Fact]
    public void What_configuration_md_writes_is_valid() => Assert.Empty(SnapshotValidator.Validate(good));

    [Fact]
    public void All_mistakes_come_at_once_each_with_its_place()
    {
        var policy = Some.Deny("nobody-drops", new SqlMatch { Kinds = ["drop", "burn"], Tables = ["orders", "a.b.c", "public.ord*"] });
        var errors = SnapshotValidator.Validate(good with { Policies = [policy, policy], Connections = [Some.Connection with { Listen = new(0) }] });
        Assert.Collection(errors,
            e => Assert.Equal("connections[0].listen.port 'shop': a port is 1 to 65535.", e),
            e => Assert.Equal("policies[1].name 'nobody-drops': the name is taken by policies[0].", e),
            e => Assert.StartsWith("policies[0].match.sql.kinds[1] 'nobody-drops': 'burn' is no kind of SQL; the kinds are select insert", e, StringComparison.Ordinal),
            e => Assert.StartsWith("policies[0].match.sql.tables[0] 'nobody-drops': 'orders' must be schema.table", e, StringComparison.Ordinal),
            e => Assert.StartsWith("policies[0].match.sql.tables[1] 'nobody-drops':", e, StringComparison.Ordinal),
            e => Assert.StartsWith("policies[0].match.sql.tables[2] 'nobody-drops':", e, StringComparison.Ordinal),
            e => Assert.StartsWith("policies[1].match.sql.kinds[1]", e, StringComparison.Ordinal),
            e => Assert.StartsWith("policies[1].match.sql.tables[0]", e, StringComparison.Ordinal),
            e => Assert.StartsWith("policies[1].match.sql.tables[1]", e, StringComparison.Ordinal),
            e => Assert.StartsWith("policies[1].match.sql.tables[2]", e, StringComparison.Ordinal));
    }

    public static TheoryData<string, ConnectionConfig> BadConnections => new()
    {
        { "connections[0].name", Some.Connection with { Name = "Shop" } },
        { "connections[0].name", Some.Connection with { Name = "shop\n" } },
        { "connections[0].protocol", Some.Connection with { Protocol = ConnectionProtocol.Ssh } },
        { "connections[0].protocol", Some.Connection with { Protocol = ConnectionProtocol.Mysql } },
        { "connections[0].listen.port", Some.Connection with { Listen = new(65536) } },
        { "connections[0].listen.address", Some.Connection with { Listen = new(1, "here") } },
        { "connections[0].clientTls", Some.Connection with { Listen = new(1, "0.0.0.0"), ClientTls = ClientTlsMode.Optional } },
        { "connections[0].target.host", Some.Connection with { Target = Some.Connection.Target with { Host = " " } } },
        { "connections[0].target.port", Some.Connection with { Target = Some.Connection.Target with { Port = -1 } } },
        { "connections[0].target.certificateAuthority", Some.Connection with { Target = Some.Connection.Target with { CertificateAuthority = "no PEM" } } },
        { "connections[0].credential.username", Some.Connection with { Credential = new("", null) } },
        { "connections[0].recording.resultLimit", Some.Connection with { Recording = new(ResultLimit: -1) } },
        { "connections[0].recording.retentionDays", Some.Connection with { Recording = new(RetentionDays: 0) } },
    };

    [Theory]
    [MemberData(nameof(BadConnections), DisableDiscoveryEnumeration = true)]
    public void A_connection_that_cannot_work_is_refused(string path, ConnectionConfig connection) => AssertOnly(path, good with { Connections = [connection], Policies = [], MaskingRules = [] });

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "0.0.0.0", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    public void Two_connections_of_an_agent_do_not_share_a_port(string? first, string? second, bool isWrong)
    {
        var snapshot = Some.Snapshot() with { Connections = [Some.Connection with { Listen = new(5000, first) }, Some.Connection with { Name = "other", Listen = new(5000, second) }] };
        Assert.Equal(isWrong, SnapshotValidator.Check(snapshot).Any(e => e.Path == "connections[1].listen.port"));
        Assert.Empty(SnapshotValidator.Check(snapshot, SnapshotReach.Installation));
    }

    public static TheoryData<string, PolicyConfig> BadPolicies => new()
    {
        { "policies[0].approval", Some.Approve("p", null) with { Approval = null } },
        { "policies[0].approval.groups", Some.Approve("p", null) with { Approval = new([]) } },
        { "policies[0].approval.groups[0]", Some.Approve("p", null) with { Approval = new([" "]) } },
        { "policies[0].approval.required", Some.Approve("p", null) with { Approval = new(["dba"], Required: 0) } },
        { "policies[0].approval.timeoutSeconds", Some.Approve("p", null) with { Approval = new(["dba"], TimeoutSeconds: 0) } },
        { "policies[0].approval.grantMinutes", Some.Approve("p", null) with { Approval = new(["dba"], GrantMinutes: 5) } },
        { "policies[0].approval", Some.Deny("p", null) with { Approval = new(["dba"]) } },
        { "policies[0].match.sql", Some.AllowSession with { Sql = Some.Kinds("select") } },
        { "policies[0].match.sql.withoutWhere", Some.Deny("p", new SqlMatch { Kinds = ["drop"], WithoutWhere = true }) },
        { "policies[0].match.sql.functions[0]", Some.Deny("p", new SqlMatch { Functions = ["lo_*"] }) },
        { "policies[0].subjects.groups[0]", Some.Deny("p", null) with { Subjects = new() { Groups = [""] } } },
        { "policies[0].when.zone", Some.Deny("p", null) with { When = new([], TimeSpan.Zero, TimeSpan.FromHours(24), "Mars/Olympus") } },
        { "policies[0].when.from", Some.Deny("p", null) with { When = new([], TimeSpan.FromHours(24), TimeSpan.FromHours(1), "UTC") } },
        { "policies[0].when.to", Some.Deny("p", null) with { When = new([], TimeSpan.FromHours(1), TimeSpan.FromHours(25), "UTC") } },
        { "policies[0].when.to", Some.Deny("p", null) with { When = new([], TimeSpan.FromHours(1), TimeSpan.FromHours(1), "UTC") } },
    };

    [Theory]
    [MemberData(nameof(BadPolicies), DisableDiscoveryEnumeration = true)]
    public void A_policy_that_cannot_be_kept_is_refused(string path, PolicyConfig policy) => AssertOnly(path, good with { Policies = [policy] });

    public static TheoryData<string, HttpMatch> BadRequests => new()
    {
        { "methods[1]", new() { Methods = ["GET", "get"] } },
        { "methods[0]", new() { Methods = ["CONNECT"] } },
        { "paths[1]", new() { Paths = ["/a", "a"] } },
        { "paths[0]", new() { Paths = ["/a%20b"] } },
        { "ignorePathCase", new() { IgnorePathCase = true } },
        { "headers.X Y", new() { Headers = Pair("X Y", "a") } },
        { "headers.X", new() { Headers = Pair("X") } },
        { "headers.X[1]", new() { Headers = Pair("X", "a", " ") } },
        { "headers.x", new() { Headers = Pair("X", "a").Add("x", ["b"]) } },
        { "jsonPaths.model", new() { JsonPaths = Pair("model", "a") } },
        { "jsonPaths.$.a", new() { JsonPaths = Pair("$.a") } },
        { "models[0]", new() { Models = [""] } },
        { "tools[0]", new() { Tools = [""] } },
        { "maxTokens.above", new() { MaxTokens = new(-1) } },
        { "graphql.kinds[0]", new() { Graphql = new() { Kinds = ["mutations"] } } },
        { "toolChanges[1]", new() { ToolChanges = ["new", "gone"] } },
        { "serverRequests[0]", new() { ServerRequests = [""] } },
        { "serverRequests", new() { ServerRequests = ["sampling/*"], Tools = ["a"] } },
        { "graphql.fields[0]", new() { Graphql = new() { Fields = [""] } } },
    };

    [Theory]
    [MemberData(nameof(BadRequests), DisableDiscoveryEnumeration = true)]
    public void A_match_of_requests_that_could_not_be_kept_is_refused(string key, HttpMatch match) =>
        AssertOnly($"policies[0].match.http.{key}", good with { Policies = [Some.Deny("p", null) with { Http = match }] });

    [Fact]
    public void A_match_of_requests_goes_alone_at_scope_operation_and_where_http_is_spoken()
    {
        var match = new HttpMatch { Methods = ["GET"], Paths = ["/**"], Headers = Pair("X", "*"), JsonPaths = Pair("$..a", "b"), Models = ["*"], Tools = ["*"], MaxTokens = new(0), Graphql = new() };
        Assert.Empty(SnapshotValidator.Check(good with { Policies = [Some.Deny("p", null) with { Http = match }] }));
        AssertOnly("policies[0].match.http", good with { Policies = [Some.Deny("p", Some.Kinds("drop")) with { Http = match }] });
        AssertOnly("policies[0].match.http", good with { Policies = [Some.AllowSession with { Http = match }] });
        AssertOnly("policies[0].match.http", good with { Policies = [Some.Deny("p", null) with { Http = match, Connections = new() { Names = ["shop"] } }] });
        AssertOnly("policies[0].match.http.serverRequests", good with { Policies = [Some.Approve("p", null) with { Http = new HttpMatch { ServerRequests = ["sampling/*"] } }] });
        var api = Some.Connection with { Name = "api", Protocol = ConnectionProtocol.Http, Listen = new(1) };
        Assert.DoesNotContain(SnapshotValidator.Check(good with { Connections = [Some.Connection, api], Policies = [Some.Deny("p", null) with { Http = match, Connections = new() { Names = ["api"] } }] }), e => e.Path == "policies[0].match.http");
    }

    static ImmutableSortedDictionary<string, ImmutableArray<string>> Pair(string key, params string[] globs) => ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal).Add(key, [.. globs]);

    public static TheoryData<string, MaskingRuleConfig> BadRules => new()
    {
        { "maskingRules[0]", Some.MaskingRule with { Columns = [], Predicates = PredicateUse.Allow } },
        { "maskingRules[0].columns[0]", Some.MaskingRule with { Columns = ["customers.email"] } },
        { "maskingRules[0].columns[0]", Some.MaskingRule with { Columns = ["public.customers.e*"] } },
        { "maskingRules[0].detectors[1]", Some.MaskingRule with { Detectors = ["email", "shoe-size"] } },
        { "maskingRules[0].method.kind", Some.MaskingRule with { Detectors = ["email"], Method = new(MaskKind.Token) } },
        { "maskingRules[0].method.keepLast", Some.MaskingRule with { Method = new(MaskKind.Partial, KeepLast: -1) } },
        { "maskingRules[0].method.keepLast", Some.MaskingRule with { Method = new(MaskKind.Redact, KeepLast: 4) } },
        { "maskingRules[0].predicates", Some.MaskingRule with { Columns = [], Detectors = ["email"], Predicates = PredicateUse.Equality } },
        { "maskingRules[0].predicates", Some.MaskingRule with { Columns = [], Detectors = ["email"] } },
    };

    [Theory]
    [MemberData(nameof(BadRules), DisableDiscoveryEnumeration = true)]
    public void A_masking_rule_that_would_not_mask_is_refused(string path, MaskingRuleConfig rule) => AssertOnly(path, good with { MaskingRules = [rule] });

    [Fact]
    public void Identities_must_be_told_apart()
    {
        AssertOnly("users[0].name", good with { LocalUsers = [new("report-bot", [], false)] });
        AssertOnly("serviceAccounts[0].key", good with { ServiceAccounts = [new("report-bot", [], [new("hlk_plain")], false)] });
        AssertOnly("identityProviders[0].audiences[0]", good with { TokenIssuers = [good.TokenIssuers[0] with { Audiences = [""] }] });
        AssertOnly("identityProviders[0].keys", good with { TokenIssuers = [good.TokenIssuers[0] with { Keys = "none" }] });
        AssertOnly("identityProviders[1].issuer", good with { TokenIssuers = [good.TokenIssuers[0], good.TokenIssuers[0] with { Name = "two" }] });
    }

    [Fact]
    public void An_unknown_connection_is_an_error_only_where_all_are_known()
    {
        var snapshot = good with { Policies = [Some.AllowSession with { Connections = new() { Names = ["shop", "elsewhere"] } }] };
        Assert.Empty(SnapshotValidator.Check(snapshot));
        Assert.Equal("policies[0].connections.names[1]", Assert.Single(SnapshotValidator.Check(snapshot, SnapshotReach.Installation)).Path);
    }

    [Fact]
    public void A_rule_about_sql_is_refused_where_no_sql_is_spoken()
    {
        var ssh = Some.Connection with { Name = "box", Protocol = ConnectionProtocol.Ssh, Listen = new(2222) };
        var snapshot = good with { Connections = [Some.Connection, ssh], Policies = [Some.Deny("p", Some.Kinds("drop")) with { Connections = new() { Names = ["box"] } }] };
        Assert.Equal(["connections[1].protocol", "policies[0].match.sql", "policies[0].effect"], SnapshotValidator.Check(snapshot).Select(e => e.Path));
    }

    [Fact]
    public void Lists_that_json_left_out_are_empty() =>
        Assert.Empty(SnapshotValidator.Validate(good with
        {
            Policies = [Some.Deny("p", new SqlMatch { Kinds = default, Tables = default, Functions = default }) with { Subjects = new() { Groups = default, Identities = default, Kinds = default }, Connections = new() { Names = default } }],
        }));

    static void AssertOnly(string path, AgentSnapshot snapshot) => Assert.Equal(path, Assert.Single(SnapshotValidator.Check(snapshot)).Path);
}
