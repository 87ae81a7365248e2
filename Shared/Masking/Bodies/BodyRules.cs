using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Bodies.Json;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>Which way a body goes.</summary>
public enum BodyDirection
{
    /// <summary>To the target.</summary>
    Request,
    /// <summary>To the caller.</summary>
    Response,
    /// <summary>To the recording, wherever else: what a rule masks in either direction is masked there in both.</summary>
    Record,
}

/// <summary>The masking rules that apply to bodies of one caller on one connection, worked out. Immutable; made at connect and at each snapshot.</summary>
public sealed class BodyRules
{
    /// <exception cref="NotSupportedException">A rule asks for a method or a detector that this version does not have.</exception>
    /// <exception cref="FormatException">A rule's JSON path is none.</exception>
    /// <exception cref="InvalidOperationException">A rule hashes and the snapshot has no masking key.</exception>
    public BodyRules(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller)
    {
        var rules = RuleScope.Of(snapshot, connection, caller);
        var hashKey = rules.Any(r => r.Method.Kind == MaskKind.Hash) && snapshot.MaskingKey is { } key ? new HashKey(key, connection.Name) : null;
        Request = new Side([.. rules.Where(r => r.Direction != MaskDirection.Response)], hashKey);
        Response = new Side([.. rules.Where(r => r.Direction != MaskDirection.Request)], hashKey);
        Record = new Side(rules, hashKey);
    }

    private Side Request { get; }

    private Side Response { get; }

    private Side Record { get; }

    /// <summary>No rule applies to bodies that go this way.</summary>
    public bool IsEmpty(BodyDirection direction) => Of(direction).IsEmpty;

    internal Side Of(BodyDirection direction) => direction switch
    {
        BodyDirection.Request => Request,
        BodyDirection.Response => Response,
        _ => Record,
    };

    /// <summary>The rules of one direction.</summary>
    internal sealed class Side
    {
        public Side(ImmutableArray<MaskingRuleConfig> rules, HashKey? hashKey)
        {
            // Each rule's method is tried at once: one that cannot be enforced must not come to light at a value.
            foreach (var rule in rules) TextMask.Of(rule.Method, hashKey);
            (Detectors, Paths, HashKey) = (new DetectorSet(rules, hashKey), new JsonPathSet(rules), hashKey);
        }

        private Side(DetectorSet detectors, HashKey? hashKey) => (Detectors, Paths, HashKey) = (detectors, new JsonPathSet([]), hashKey);

        public DetectorSet Detectors { get; }

        public JsonPathSet Paths { get; }

        public HashKey? HashKey { get; }

        public Side WithoutPaths() => new(Detectors, HashKey);

        public bool IsEmpty => Detectors.IsEmpty && Paths.IsEmpty;
    }
}
