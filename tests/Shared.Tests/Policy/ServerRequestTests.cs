using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Http;
using Xunit;

namespace HoopLike.Shared.Tests.Policy;

/// <summary>What servers of MCP may ask of their callers.</summary>
public sealed class ServerRequestTests
{
    private static readonly PolicyConfig sampling = Rule("sampling", PolicyEffect.Allow, new HttpMatch { ServerRequests = ["sampling/*"], Paths = ["/mcp"] });

    private static readonly CallerIdentity anna = new("anna", CallerKind.Human, ["analysts"], "sign-in");

    [Fact]
    public void Nothing_without_a_policy_that_names_it()
    {
        Assert.False(May("sampling/createMessage"));
        Assert.False(May("sampling/createMessage", Rule("all", PolicyEffect.Allow, null), Rule("any", PolicyEffect.Allow, new HttpMatch())));
        Assert.True(May("sampling/createMessage", sampling));
        Assert.False(May("elicitation/create", sampling));
        Assert.False(May("sampling/createMessage", sampling with { Http = sampling.Http! with { Paths = ["/other"] } }));
        Assert.False(May("sampling/createMessage", sampling with { Mode = PolicyMode.Observe }));
        Assert.False(May("sampling/createMessage", sampling with { Subjects = new SubjectMatch { Groups = ["dba"] } }));
    }

    [Fact]
    public void A_denial_beats_it() => Assert.False(May("sampling/createMessage", sampling, Rule("no", PolicyEffect.Deny, new HttpMatch { ServerRequests = ["*"] })));

    [Fact]
    public void Who_acts_for_somebody_needs_it_too()
    {
        var rule = sampling with { Subjects = new SubjectMatch { Identities = ["anna"] } };
        var chain = anna with { Actors = [new ActorIdentity("bot", CallerKind.Machine, [], "key")] };

        Assert.False(May("sampling/createMessage", chain, rule));
        Assert.True(May("sampling/createMessage", chain, rule, sampling with { Subjects = new SubjectMatch { Identities = ["bot"] } }));
    }

    [Fact]
    public void Such_a_rule_says_nothing_of_requests_of_callers()
    {
        var deny = Rule("no", PolicyEffect.Deny, new HttpMatch { ServerRequests = ["*"] });
        using var request = Requests.Post("/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}""");

        Assert.Equal(PolicyEffect.Allow, new SessionPolicies(Some.Snapshot(deny), Some.Connection, anna).DecideOperation(request, DateTimeOffset.UnixEpoch).Effect);
        Assert.False(PolicyCover.Covers(deny with { Http = new HttpMatch() }, deny, [Some.Connection]));
    }

    private static bool May(string method, params PolicyConfig[] policies) => May(method, anna, policies);

    private static bool May(string method, CallerIdentity caller, params PolicyConfig[] policies)
    {
        using var request = Requests.Get("/mcp");
        return new SessionPolicies(Some.Snapshot(policies), Some.Connection, caller).AllowsServerRequest(method, request, DateTimeOffset.UnixEpoch);
    }

    private static PolicyConfig Rule(string name, PolicyEffect effect, HttpMatch? match) => new() { Name = name, Effect = effect, Scope = PolicyScope.Operation, Http = match };
}
