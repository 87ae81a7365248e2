using System.Security.Cryptography;
using HoopLike.EndToEnd.Tests.Fixtures;

namespace HoopLike.Bypass.Tests.Target;

/// <summary>The configuration under which attempts and honest queries run: policies allow every operation, so that masking alone is judged.</summary>
sealed class BypassPlan(PrivatePostgres postgres, int slots)
{
    /// <summary>What the rule over ibans says of predicates; one of configuration.md's words.</summary>
    public const string IbanPredicates = "deny";

    public string EnrolmentToken { get; } = RandomNumberGenerator.GetHexString(32);

    /// <summary>Two for each slot: twin A, twin B.</summary>
    public IReadOnlyList<Gateway> Gateways { get; } = [.. Enumerable.Range(0, slots).SelectMany(s => new[] { Twin.A, Twin.B }.Select(t => NewGateway(s, t)))];

    public string Yaml => PlanYaml.Of(postgres, EnrolmentToken, Gateways, Rules);

    const string Rules = $$"""
        policies:
          - name: analysts-may-connect
            effect: allow
            scope: session
            subjects: {groups: [analysts]}
        maskingRules:
          - name: vault
            columns: [public.people.ssn, public.people.code, public.people.badge, public.people.nick, public.people.zip, public.people.pin, public.people.account, public.people.salary, public.people.born,
              public.people.seen, public.people.token, public.people.addr, public.people.photo, public.people.doc, public.people.profile, public.people.tags, public.people.home, public.people.mood,
              public.people.handle, public.people.vec, public.people.stay, public.people.sheet, public.visits.diagnosis, public.contacts.phone]
            method: {kind: redact}
            predicates: deny
          - name: ibans
            columns: [public.accounts.iban]
            method: {kind: partial, keepLast: 4}
            predicates: {{IbanPredicates}}
          - name: members
            columns: [public.members.member, public.members.sponsor, public.members.locker]
            method: {kind: redact}
            predicates: equality
          - name: balances
            columns: [public.accounts.balance]
            method: {kind: "null"}
            predicates: deny
          - name: emails
            columns: [public.accounts.email]
            method: {kind: hash}
            predicates: deny
          - name: aliases
            columns: [public.accounts.alias]
            method: {kind: redact}
            predicates: allow
          - name: found-anywhere
            detectors: [payment-card, us-ssn, email, secret]
            method: {kind: redact}
        """;

    static Gateway NewGateway(int slot, Twin twin) => new($"slot{slot}-{(twin == Twin.A ? 'a' : 'b')}") { Database = $"slot{slot}_{(twin == Twin.A ? 'a' : 'b')}", ClientTls = "optional" };
}
