using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking;

/// <summary>What a column holds, as far as masks make a difference.</summary>
public enum PreviewType { Text, Json, Number, Time }

/// <summary>What a rule makes of sample values, by the masks of the data path itself. Only hashes and tokens differ: they are made with keys that stand in for the installation's and a session's.</summary>
public sealed class MaskingPreview
{
    private static readonly HashKey standIn = new(new Secret(Convert.ToBase64String(SHA256.HashData("hooplike preview"u8))), "preview");

    private static readonly TokenKey tokens = new();

    private readonly ColumnRule rule;
    private readonly DetectorSet detectors;
    private readonly ValueMaskPlan plan;

    /// <param name="rule">May be unfinished: a pattern of which no detector can be made is left out.</param>
    /// <exception cref="NotSupportedException">The rule asks for a method or a detector that this version does not have.</exception>
    public MaskingPreview(MaskingRuleConfig rule)
    {
        this.rule = ColumnRule.Of(rule);
        detectors = new DetectorSet([rule with { Patterns = rule.Patterns.RemoveAll(p => PatternTrial.FaultOf(p) is not null) }], standIn);
        plan = new ValueMaskPlan(detectors, standIn, FrozenSet<uint>.Empty);
    }

    /// <summary>The value as it leaves a column that the rule names.</summary>
    public PreviewedValue InNamedColumn(string value, PreviewType type) => Apply(plan.Whole(rule, OidOf(type), format: 0, tokens), value, [new PreviewPart(value, null)]);

    /// <summary>The value as it leaves any other column, where the rule's detectors look.</summary>
    public PreviewedValue Elsewhere(string value, PreviewType type)
    {
        var previewed = Apply(plan.Searched(OidOf(type), format: 0), value, []);
        return previewed with { Parts = previewed.Outcome == MaskOutcome.Unchanged ? [new PreviewPart(value, null)] : Parts(detectors, value) };
    }

    /// <summary>The whole text in pieces, with the pieces that detectors find told apart; overlapping findings are one.</summary>
    /// <param name="words">The detectors that look.</param>
    public static ImmutableArray<PreviewPart> Find(string text, params ImmutableArray<string> words) =>
        Find(text, new MaskingRuleConfig { Name = "preview", Detectors = words, Method = new MaskMethod(MaskKind.Redact) });

    /// <summary>The same by all that a rule searches for.</summary>
    public static ImmutableArray<PreviewPart> Find(string text, MaskingRuleConfig rule) => Parts(new DetectorSet([rule], standIn), text);

    private static PreviewedValue Apply(ValueMask? mask, string value, ImmutableArray<PreviewPart> parts)
    {
        var output = new ArrayBufferWriter<byte>();
        var outcome = mask?.Apply(Encoding.UTF8.GetBytes(value), output) ?? MaskOutcome.Unchanged;
        var shown = outcome switch
        {
            MaskOutcome.Unchanged => value,
            MaskOutcome.Null => null,
            _ => Encoding.UTF8.GetString(output.WrittenSpan),
        };
        return new PreviewedValue(value, outcome, shown, parts);
    }

    private static ImmutableArray<PreviewPart> Parts(DetectorSet detectors, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var parts = ImmutableArray.CreateBuilder<PreviewPart>();
        var findings = new FindingReader(detectors, utf8, new Finding[DetectorSet.Limit]);
        var copied = 0;
        while (findings.TryRead(out var finding))
        {
            // A finding is a stretch of bytes: one that begins or ends inside a character is shown with the whole of it.
            var (from, to) = (Math.Max(copied, CharacterStart(utf8, finding.Offset)), CharacterEnd(utf8, finding.End));
            Add(utf8.AsSpan(copied..from), null);
            Add(utf8.AsSpan(from..to), detectors.WordOf(finding.Detector));
            copied = to;
        }
        Add(utf8.AsSpan(copied..), null);
        return parts.ToImmutable();

        void Add(ReadOnlySpan<byte> piece, string? detector)
        {
            if (!piece.IsEmpty) parts.Add(new PreviewPart(Encoding.UTF8.GetString(piece), detector));
        }
    }

    private static int CharacterStart(byte[] utf8, int at)
    {
        while (at > 0 && at < utf8.Length && IsContinuation(utf8[at])) at--;
        return at;
    }

    private static int CharacterEnd(byte[] utf8, int at)
    {
        while (at < utf8.Length && IsContinuation(utf8[at])) at++;
        return at;
    }

    private static bool IsContinuation(byte b) => (b & 0xC0) == 0x80;

    private static uint OidOf(PreviewType type) => type switch
    {
        PreviewType.Text => PgType.Text,
        PreviewType.Json => PgType.Jsonb,
        PreviewType.Number => PgType.Numeric,
        _ => PgType.Timestamp,
    };
}

/// <summary>A value before and after.</summary>
/// <param name="Shown">What callers get; null for NULL.</param>
/// <param name="Parts">The value before, with what was found told apart.</param>
public sealed record PreviewedValue(string Value, MaskOutcome Outcome, string? Shown, ImmutableArray<PreviewPart> Parts);

/// <param name="Detector">The detector that found it; null for what none found. Of several the one with the strictest method.</param>
public sealed record PreviewPart(string Text, string? Detector);
