using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Tests.Http;

namespace HoopLike.Shared.Tests.Policy;

/// <summary>Policies, somebody who calls, and what is asked.</summary>
sealed record Situation(PolicyConfig[] Policies, CallerIdentity Caller, SqlAnalysis Operation, DateTimeOffset At)
{
    public AgentSnapshot Snapshot { get; } = Some.Snapshot(Policies);

    public PolicyExplanation Session => PolicyExplanation.OfSession(Snapshot, Some.Connection, Caller, At);

    /// <summary>Asked beside the statement.</summary>
    public required HttpOperation Request { get; init; }

    public PolicyExplanation OfRequest => PolicyExplanation.OfOperation(Snapshot, Some.Connection, Caller, Request, At);

    public PolicyExplanation OfOperation => PolicyExplanation.OfOperation(Snapshot, Some.Connection, Caller, Operation, At);

    public override string ToString() => $"{string.Join('\n', Policies.Select(p => $"{p} {p.Subjects.Groups.Length}"))}\n{Caller} {Operation.Text} {Request} {At}";
}

/// <summary>Random policies that overlap often.</summary>
static class SomePolicies
{
    static readonly SqlAnalyzer analyzer = new();

    static readonly string[] texts =
        ["select 1", "select * from public.a", "delete from a", "update public.b set c = 1 where d", "drop table a", "do 'x'", "select f(1) from b; truncate a", "selec", "", "delete from other.b; select g()"];

    public static readonly Gen<SubjectMatch> Subjects =
        from groups in Gen.SubListOf("analysts", "dba")
        from identities in Gen.Frequency((4, Gen.Constant(Array.Empty<string>())), (1, Gen.SubListOf("anna", "bob").Select(l => l.ToArray())))
        from kinds in Gen.Frequency((4, Gen.Constant(Array.Empty<CallerKind>())), (1, Gen.SubListOf(CallerKind.Human, CallerKind.Machine).Select(l => l.ToArray())))
        select new SubjectMatch { Groups = [.. groups], Identities = [.. identities], Kinds = [.. kinds] };

    public static readonly Gen<ConnectionMatch> Connections = Gen.Frequency(
        (4, Gen.Constant(new ConnectionMatch())),
        (2, Gen.Constant(new ConnectionMatch { Names = ["shop"] })),
        (1, Gen.Constant(new ConnectionMatch { Names = ["vault"] })),
        (1, Gen.Constant(new ConnectionMatch { Tags = ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod") })),
        (1, Gen.Constant(new ConnectionMatch { Tags = ImmutableSortedDictionary<string, string>.Empty.Add("env", "test") })));

    static readonly Gen<SqlMatch?> matches =
        from kinds in Gen.SubListOf("select", "delete", "update", "drop", "truncate")
        from tables in Gen.SubListOf("public.a", "*.b", "*.*")
        from functions in Gen.Frequency((4, Gen.Constant(Array.Empty<string>())), (1, Gen.Constant(new[] { "f" })))
        from withoutWhere in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from isNull in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        select isNull ? null : new SqlMatch { Kinds = [.. kinds], Tables = [.. tables], Functions = [.. functions], WithoutWhere = withoutWhere };

    static readonly HttpOperation[] requests =
    [
        Requests.Get("/"), Requests.Get("/admin/x", new HttpHeader("X-Env", "prod")), Requests.Post("/v1/chat", """{"model":"gpt-5","tools":[{"name":"drop"}],"max_tokens":10}"""),
        Requests.Post("/v1/chat", """{"model":"small"}"""), Requests.Post("/v1/chat", """{"a":1,"a":2}"""), Requests.Unread("/admin"), Requests.Post("/graphql", """{"query":"mutation{drop}"}"""),
    ];

    static readonly Gen<HttpMatch> requestMatches =
        from methods in Gen.SubListOf("GET", "POST")
        from paths in Gen.SubListOf("/admin/**", "/v1/*", "/**")
        from headers in Rarely("X-Env", "prod*")
        from values in Rarely("$.model", "gpt-*")
        from models in Gen.Frequency((3, Gen.Constant(new List<string>())), (1, Gen.SubListOf("gpt-*", "small")))
        from tools in Gen.Frequency((4, Gen.Constant(new List<string>())), (1, Gen.SubListOf("drop", "none")))
        from above in Gen.Frequency((6, Gen.Constant<TokenLimitMatch?>(null)), (1, Gen.Constant<TokenLimitMatch?>(new(5))))
        from graphql in Gen.Frequency((6, Gen.Constant<GraphqlMatch?>(null)), (1, Gen.Constant<GraphqlMatch?>(new() { Kinds = ["mutation"] })))
        select new HttpMatch { Methods = [.. methods], Paths = [.. paths], Headers = headers, JsonPaths = values, Models = [.. models], Tools = [.. tools], MaxTokens = above, Graphql = graphql };

    static Gen<ImmutableSortedDictionary<string, ImmutableArray<string>>> Rarely(string key, string glob) => Gen.Frequency(
        (5, Gen.Constant(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty)), (1, Gen.Constant(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(key, [glob]))));

    static readonly Gen<TimeWindow?> windows = Gen.Frequency(
        (4, Gen.Constant<TimeWindow?>(null)),
        (1, Gen.Constant<TimeWindow?>(new TimeWindow([], TimeSpan.FromHours(8), TimeSpan.FromHours(17), "Europe/Berlin"))),
        (1, Gen.Constant<TimeWindow?>(new TimeWindow([DayOfWeek.Wednesday], TimeSpan.FromHours(22), TimeSpan.FromHours(4), "Etc/UTC"))),
        (1, Gen.Constant<TimeWindow?>(new TimeWindow([], TimeSpan.Zero, TimeSpan.FromHours(24), "Nowhere/Land"))));

    public static readonly Gen<PolicyConfig> Policies =
        from name in Gen.Choose(0, 99)
        from effect in Gen.Elements(Enum.GetValues<PolicyEffect>())
        from scope in Gen.Elements(Enum.GetValues<PolicyScope>())
        from mode in Gen.Frequency((4, Gen.Constant(PolicyMode.Enforce)), (1, Gen.Constant(PolicyMode.Observe)))
        from who in Subjects
        from connection in Connections
        from sql in matches
        from http in Gen.Frequency((2, Gen.Constant<HttpMatch?>(null)), (1, requestMatches.Select(m => (HttpMatch?)m)))
        from window in windows
        from required in Gen.Choose(1, 3)
        from timeout in Gen.Choose(1, 3)
        from hasApproval in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new PolicyConfig
        {
            Name = $"p{name}",
            Effect = effect,
            Scope = scope,
            Mode = mode,
            Subjects = who,
            Connections = connection,
            Sql = http is null && (scope == PolicyScope.Operation || required == 3) ? sql : null,
            Http = scope == PolicyScope.Operation || required == 3 ? http : null,
            When = window,
            At = timeout == 3 ? PolicyMoment.Commit : PolicyMoment.Statement,
            Approval = effect == PolicyEffect.Approve && hasApproval ? new(["dba"], required, timeout) : null,
        };

    /// <summary>Whoever may call, or act for another.</summary>
    public static readonly Gen<ActorIdentity> Actors =
        from name in Gen.Elements("anna", "bob", "carl", "planner", "worker")
        from kind in Gen.Elements(CallerKind.Human, CallerKind.Machine)
        from groups in Gen.SubListOf("analysts", "dba", "audit")
        select new ActorIdentity(name, kind, [.. groups], "access token");

    /// <summary>Mostly callers that call themselves.</summary>
    public static readonly Gen<CallerIdentity> Callers =
        from caller in Actors
        from actors in Gen.Frequency((3, Gen.Constant(new List<ActorIdentity>())), (2, Actors.ListOf()))
        select Plain(caller) with { Actors = [.. actors.DistinctBy(a => a.Name).Where(a => a.Name != caller.Name)] };

    public static readonly Gen<(CallerIdentity Caller, SqlAnalysis Operation, DateTimeOffset At)> Questions =
        from caller in Callers
        from text in Gen.Elements(texts)
        from hours in Gen.Choose(0, 72)
        select (caller, analyzer.Analyze(text), Some.Now.AddHours(hours));

    public static CallerIdentity Plain(ActorIdentity actor) => new(actor.Name, actor.Kind, actor.Groups, actor.ProvenBy);

    public static readonly Gen<Situation> Situations =
        from list in Policies.ListOf()
        from question in Questions
        from request in Gen.Elements(requests)
        select new Situation([.. list.DistinctBy(p => p.Name)], question.Caller, question.Operation, question.At) { Request = request };
}
