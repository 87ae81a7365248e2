using System.Security.Cryptography;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>The configuration that the end-to-end tests run under, as an engineer would write it by hand.</summary>
sealed class StackPlan(PrivatePostgres postgres)
{
    /// <summary>Masked, guarded, approved: what most tests speak to.</summary>
    public Gateway Shop { get; } = new("shop") { Tags = "{env: prod}" };
    /// <summary>The same rules, reached without TLS.</summary>
    public Gateway Plain { get; } = new("plain") { Tags = "{env: prod}", ClientTls = "optional" };
    /// <summary>A database of its own in which clients may do all, under a deny rule, detectors and a recording that never concern them.</summary>
    public Gateway Workshop { get; } = new("workshop") { Database = "clients", ClientTls = "optional" };
    /// <summary>The same database under a rule that names columns.</summary>
    public Gateway Annex { get; } = new("annex") { Database = "clients" };
    /// <summary>Recorded on disk before delivery.</summary>
    public Gateway Synced { get; } = new("synced") { Recording = "{durability: synced}", Tags = "{env: prod}" };
    /// <summary>Acknowledged by the console before delivery.</summary>
    public Gateway Replicated { get; } = new("replicated") { Recording = "{durability: replicated}", Tags = "{env: prod}" };
    /// <summary>Trusts the target only by the authority that it was given.</summary>
    public Gateway Verified { get; } = new("verified") { TargetTls = "verify-full", TargetHost = "localhost" };
    /// <summary>Given an authority that did not sign the target's certificate.</summary>
    public Gateway Mistrusted { get; } = new("mistrusted") { TargetTls = "verify-full", TargetHost = "localhost" };
    /// <summary>Nobody listens there.</summary>
    public Gateway Dead { get; } = new("dead") { TargetPort = FreePort.Next() };
    /// <summary>To be let in, a human must say yes.</summary>
    public Gateway Vault { get; } = new("vault");
    /// <summary>The same, for browsers: tests that wait for a ticket of the one must not meet one of the other.</summary>
    public Gateway Strongroom { get; } = new("strongroom");
    /// <summary>Rules here only watch.</summary>
    public Gateway Watched { get; } = new("watched");

    /// <summary>Writes wait at their COMMIT.</summary>
    public Gateway Ledger { get; } = new("ledger") { Tags = "{env: prod}" };

    public string EnrolmentToken { get; } = RandomNumberGenerator.GetHexString(32);

    public string EngineerPassword { get; } = "Engineer-" + RandomNumberGenerator.GetHexString(12);

    public string AuditorPassword { get; } = "Auditor-" + RandomNumberGenerator.GetHexString(12);

    public string ApproverPassword { get; } = "Approver-" + RandomNumberGenerator.GetHexString(12);

    public string AlicePassword { get; } = "Alice-" + RandomNumberGenerator.GetHexString(12);

    public IReadOnlyList<Gateway> Gateways => [Shop, Plain, Workshop, Annex, Synced, Replicated, Verified, Mistrusted, Dead, Vault, Strongroom, Watched, Ledger];

    public string Yaml => $"""
        agents:
          - {"{"}name: local, token: {EnrolmentToken}{"}"}
        users:
          - {"{"}name: engineer, groups: [platform], password: {EngineerPassword}{"}"}
          - {"{"}name: approver, groups: [dba], password: {ApproverPassword}{"}"}
          - {"{"}name: auditor, groups: [audit], password: {AuditorPassword}{"}"}
          - {"{"}name: alice, groups: [analysts, privacy, dba], password: {AlicePassword}{"}"}
        groups:
          - {"{"}name: platform, roles: [admin]{"}"}
          - {"{"}name: dba, roles: [approver]{"}"}
          - {"{"}name: audit, roles: [auditor]{"}"}
        serviceAccounts:
        {string.Join('\n', Caller.All.Select(c => $"  - {{name: {c.Name}, groups: [{string.Join(", ", c.Groups)}], key: {c.Key}}}"))}
        connections:
        {string.Join('\n', Gateways.Select(Connection))}
        {Rules}
        """;

    /// <summary>Policies and masking rules.</summary>
    const string Rules = """
        policies:
          - name: staff-may-connect
            effect: allow
            scope: session
            subjects: {groups: [analysts, dba, platform]}
            connections: {names: [shop, plain, workshop, annex, synced, replicated, verified, mistrusted, dead, vault, strongroom, watched, ledger]}
          - name: tagged-for-staff
            effect: allow
            scope: session
            subjects: {groups: [analysts]}
            connections: {tags: {access: staff}}
          - name: nobody-drops
            effect: deny
            scope: operation
            connections: {tags: {env: prod}}
            match: {sql: {kinds: [drop, truncate, alter, grant, copy-program]}}
            message: Schema changes go through migrations.
          - name: nothing-unfiltered
            effect: deny
            scope: operation
            connections: {tags: {env: prod}}
            match: {sql: {kinds: [delete, update], tables: ["public.scratch"], withoutWhere: true}}
          - name: bots-only-read
            effect: deny
            scope: operation
            subjects: {groups: [bots]}
            connections: {tags: {env: prod}}
            match: {sql: {kinds: [insert, update, delete], tables: ["public.scratch"]}}
            message: Programs only read.
          - name: orders-need-a-dba
            effect: approve
            scope: operation
            connections: {tags: {env: prod}}
            match: {sql: {kinds: [insert, update, delete, merge], tables: ["public.orders"]}}
            approval: {groups: [dba], required: 1, timeoutSeconds: 120}
          - name: ledger-at-commit
            effect: approve
            scope: operation
            at: commit
            connections: {names: [ledger]}
            match: {sql: {kinds: [insert, update, delete, create], tables: ["public.ledger", "public.ledger_lines"]}}
            approval: {groups: [dba], required: 1, timeoutSeconds: 120}
          - name: payouts-need-two
            effect: approve
            scope: operation
            connections: {tags: {env: prod}}
            match: {sql: {kinds: [insert, update, delete, merge], tables: ["public.payouts"]}}
            approval: {groups: [dba], required: 2, timeoutSeconds: 120}
          - name: hasty-lapses
            effect: approve
            scope: operation
            connections: {tags: {env: prod}}
            match: {sql: {kinds: [insert, update, delete, merge], tables: ["public.hasty"]}}
            approval: {groups: [dba], required: 1, timeoutSeconds: 2}
          - name: vault-is-opened
            effect: approve
            scope: session
            connections: {names: [vault, strongroom]}
            approval: {groups: [dba], required: 1, timeoutSeconds: 120, grantMinutes: 30}
          - name: only-watching
            mode: observe
            effect: deny
            scope: operation
            connections: {names: [watched]}
            match: {sql: {kinds: [select]}}
          - name: workshop-keeps-its-database
            effect: deny
            scope: operation
            connections: {names: [workshop, annex]}
            match: {sql: {tables: ["public.never_here"]}}
        maskingRules:
          - name: customer-pii
            connections: {tags: {env: prod}}
            exempt: {groups: [privacy]}
            columns: ["public.customers.email", "public.customers.ssn"]
            method: {kind: partial, keepLast: 4}
            predicates: allow
          - name: customer-phone
            connections: {tags: {env: prod}}
            exempt: {groups: [privacy]}
            columns: ["public.customers.phone"]
            method: {kind: hash}
            predicates: allow
          - name: customer-numbers
            connections: {tags: {env: prod}}
            exempt: {groups: [privacy]}
            columns: ["public.customers.salary", "public.customers.born"]
            method: {kind: "null"}
            predicates: allow
          - name: member-tokens
            connections: {tags: {env: prod}}
            exempt: {groups: [privacy]}
            columns: ["public.members.email", "public.invitations.email"]
            method: {kind: token}
            predicates: equality
          - name: vouchers
            connections: {tags: {env: prod}}
            columns: ["*.vouchers.*"]
            method: {kind: redact}
            predicates: deny
          - name: cards-anywhere
            connections: {tags: {env: prod}}
            exempt: {groups: [privacy]}
            detectors: [payment-card, us-ssn, email, secret]
            method: {kind: redact}
          - name: tokens
            connections: {names: [workshop]}
            detectors: [payment-card, secret]
            method: {kind: redact}
          - name: never-here
            connections: {names: [annex]}
            columns: ["public.never_here.word"]
            method: {kind: redact}
        """;

    string Connection(Gateway gateway) => $$"""
          - name: {{gateway.Name}}
            protocol: postgres
            agents: [local]
            listen: {port: {{gateway.Port}}}
            tags: {{gateway.Tags}}
            target: {host: {{gateway.TargetHost}}, port: {{gateway.TargetPort ?? postgres.Port}}, database: {{gateway.Database}}, tls: {{gateway.TargetTls}}{{Authority(gateway)}}}
            credential: {username: shop_owner, password: {{postgres.OwnerPassword}}}
            clientTls: {{gateway.ClientTls}}
            recording: {{gateway.Recording}}
        """;

    string Authority(Gateway gateway) =>
        gateway == Verified ? $", certificateAuthority: {Quoted(postgres.Authority.AuthorityPem)}" :
        gateway == Mistrusted ? $", certificateAuthority: {Quoted(TestAuthority.For("localhost", System.Net.IPAddress.Loopback).AuthorityPem)}" : "";

    static string Quoted(string pem) => '"' + pem.Replace("\n", "\\n", StringComparison.Ordinal) + '"';
}
