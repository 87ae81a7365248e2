namespace HoopLike.Console.Tests.Fixtures;

/// <summary>A whole configuration as configuration.md shows it, with callers of every role.</summary>
static class SomeConfig
{
    public const string AdminKey = "hlk_admin0000000000000000000000000000001";
    public const string ApproverKey = "hlk_dirk00000000000000000000000000000001";
    public const string OtherApproverKey = "hlk_dora00000000000000000000000000000001";
    public const string AuditorKey = "hlk_audit0000000000000000000000000000001";
    public const string AnalystKey = "hlk_analyst00000000000000000000000000001";
    public const string AdminApproverKey = "hlk_both00000000000000000000000000000001";
    public const string StrangerKey = "hlk_nobody000000000000000000000000000001";
    public const string TargetPassword = "target-password-MARKER-1";
    public const string EngineerPassword = "engineer-password-MARKER-2";
    public const string AgentToken = "enrol-me-once-MARKER-3";
    public const string ClientSecret = "client-secret-MARKER-4";

    public static readonly string[] Secrets = [AdminKey, ApproverKey, AnalystKey, TargetPassword, EngineerPassword, AgentToken, ClientSecret];

    public const string Yaml = $$$"""
        agents:
          - name: local
            token: {{{AgentToken}}}
          - {name: remote, token: another-token}

        identityProviders:
          - name: corp
            kind: oidc
            issuer: http://127.0.0.1:9
            clientId: hooplike
            clientSecret: {{{ClientSecret}}}
            groupsClaim: groups
            audiences: [hooplike]

        users:
          - {name: engineer, groups: [platform], password: {{{EngineerPassword}}} }

        groups:
          - {name: platform, roles: [admin]}
          - {name: dba,      roles: [approver]}
          - {name: audit,    roles: [auditor]}

        serviceAccounts:
          - {name: ops, groups: [platform], key: {{{AdminKey}}} }
          - {name: dirk, groups: [dba], key: {{{ApproverKey}}} }
          - {name: dora, groups: [dba], key: {{{OtherApproverKey}}} }
          - {name: ida, groups: [audit], key: {{{AuditorKey}}} }
          - {name: analyst, groups: [analysts], key: {{{AnalystKey}}} }
          - {name: boss, groups: [platform, dba], key: {{{AdminApproverKey}}} }
          - {name: stranger, groups: [], key: {{{StrangerKey}}} }

        connections:
          - name: shop
            protocol: postgres
            agents: [local]
            listen: {port: 15432}
            tags: {env: prod}
            target: {host: 127.0.0.1, port: 5432, database: shop, tls: prefer}
            credential: {username: shop_owner, password: {{{TargetPassword}}} }
            clientTls: require
            recording: {durability: spooled, resultLimit: 64KiB, retentionDays: 90}
          - name: vault
            protocol: postgres
            agents: [local, remote]
            listen: {port: 15433}
            target: {host: 127.0.0.1, port: 5433}
            credential: {username: vault_owner}

        policies:
          - name: analysts-may-connect
            effect: allow
            scope: session
            subjects: {groups: [analysts, dba]}
            connections: {names: [shop, vault]}
          - name: nobody-drops
            effect: deny
            scope: operation
            connections: {tags: {env: prod}}
            match: {sql: {kinds: [drop, truncate, alter]}}
            message: Schema changes go through migrations.
          - name: writes-need-a-dba
            effect: approve
            scope: operation
            connections: {names: [shop]}
            match: {sql: {kinds: [insert, update, delete, merge], tables: ["public.orders"], withoutWhere: false}}
            approval: {groups: [dba], required: 1, timeoutSeconds: 300}
          - name: two-for-the-vault
            effect: approve
            scope: session
            connections: {names: [vault]}
            when: {days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00", zone: Europe/Berlin}
            approval: {groups: [dba], required: 2, timeoutSeconds: 600, grantMinutes: 30}

        maskingRules:
          - name: customer-pii
            connections: {names: [shop]}
            exempt: {groups: [privacy]}
            columns: ["public.customers.email", "*.*.ssn"]
            method: {kind: partial, keepLast: 4}
            predicates: deny
          - name: cards-anywhere
            connections: {tags: {env: prod}}
            detectors: [payment-card, us-ssn, email, secret]
            patterns:
              - {name: passport-de, regex: "[CFGHJKLMNPRTVWXYZ0-9]{9}", near: [passport, reisepass], maxLength: 32}
            method: {kind: redact}
        """;
}
