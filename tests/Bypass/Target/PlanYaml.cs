using HoopLike.EndToEnd.Tests.Fixtures;

namespace HoopLike.Bypass.Tests.Target;

/// <summary>A configuration of one agent, the usual callers, and a connection for each gateway.</summary>
static class PlanYaml
{
    /// <param name="rules">Sections of policies and masking rules.</param>
    public static string Of(PrivatePostgres postgres, string enrolmentToken, IEnumerable<Gateway> gateways, string rules) => $"""
        agents:
          - {"{"}name: local, token: {enrolmentToken}{"}"}
        groups:
          - {"{"}name: platform, roles: [admin]{"}"}
          - {"{"}name: audit, roles: [auditor]{"}"}
        serviceAccounts:
        {string.Join('\n', new[] { Caller.Analyst, Caller.Admin, Caller.Auditor }.Select(c => $"  - {{name: {c.Name}, groups: [{string.Join(", ", c.Groups)}], key: {c.Key}}}"))}
        connections:
        {string.Join('\n', gateways.Select(g => Connection(postgres, g)))}
        {rules}
        """;

    static string Connection(PrivatePostgres postgres, Gateway gateway) => $$"""
          - name: {{gateway.Name}}
            protocol: postgres
            agents: [local]
            listen: {port: {{gateway.Port}}}
            target: {host: 127.0.0.1, port: {{postgres.Port}}, database: {{gateway.Database}}, tls: prefer}
            credential: {username: shop_owner, password: {{postgres.OwnerPassword}}}
            clientTls: optional
        """;
}
