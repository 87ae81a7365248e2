using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Tests.Policy;

/// <summary>Valid values, to be bent by <c>with</c>.</summary>
static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 11, 18, 12, 0, 0, TimeSpan.Zero);

    public static readonly CallerIdentity Caller = new("anna", CallerKind.Human, ["analysts"], "access token");

    public static readonly ConnectionConfig Connection = new()
    {
        Name = "shop",
        Protocol = ConnectionProtocol.Postgres,
        Listen = new(15432),
        Tags = ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod"),
        Target = new("127.0.0.1", 5432, "shop", TargetTlsMode.Prefer),
        Credential = new("shop_owner", new Secret("x")),
    };

    public static readonly PolicyConfig AllowSession = new() { Name = "analysts-may-connect", Effect = PolicyEffect.Allow, Scope = PolicyScope.Session };

    public static readonly MaskingRuleConfig MaskingRule = new() { Name = "customer-pii", Columns = ["public.customers.email", "*.*.ssn"], Method = new(MaskKind.Partial, KeepLast: 4), Predicates = PredicateUse.Deny };

    public static PolicyConfig Deny(string name, SqlMatch? sql) => new() { Name = name, Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Sql = sql };

    public static PolicyConfig Approve(string name, SqlMatch? sql, int required = 1, int timeoutSeconds = 300) =>
        new() { Name = name, Effect = PolicyEffect.Approve, Scope = PolicyScope.Operation, Sql = sql, Approval = new(["dba"], required, timeoutSeconds) };

    public static SqlMatch Kinds(params string[] words) => new() { Kinds = [.. words] };

    public static AgentSnapshot Snapshot(params PolicyConfig[] policies) => new() { Version = 1, ConsoleAddress = "http://localhost:8080", Connections = [Connection], Policies = [.. policies] };
}
