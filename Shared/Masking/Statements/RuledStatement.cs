using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using HoopLike.Shared.Masking.Copying;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking.Statements;

/// <summary>A statement text under a set of rules.</summary>
internal sealed class RuledStatement : StatementMasking
{
    private readonly RulesInForce rules;
    private readonly SqlAnalysis? analysis;
    private readonly ImmutableArray<StatementReach> reaches;
    private readonly MessageMask messages;
    private readonly UseRefusal? refusal;
    private string? safeText;

    /// <param name="analysis">Null for what is not known.</param>
    public RuledStatement(RulesInForce rules, SqlAnalysis? analysis)
    {
        this.rules = rules;
        this.analysis = analysis;
        if (rules.Schema is { } schema)
        {
            reaches = analysis is null ? [StatementReach.Everything] : [.. analysis.Statements.Select(s => StatementReach.Of(s, schema))];
            if (analysis is not null) refusal = analysis.Statements.Select((s, i) => new UseCheck(s, reaches[i], schema, analysis).Find()).FirstOrDefault(r => r is not null);
        }
        else reaches = [];
        TouchesMasked = reaches.Any(r => r.TouchesMasked);
        NamesUnknown = reaches.Any(r => r.NamesUnknown);
        messages = new MessageMask(rules.Detectors, rules.Schema, analysis, TouchesMasked, reaches.Any(r => r.RunsCode));
    }

    public override bool TouchesMasked { get; }

    public bool NamesUnknown { get; }

    public override string? Refusal => refusal?.Text;

    public override string? RefusalRule => refusal?.Rule;

    public override string SafeText => safeText ??= FindSafeText();

    public override ResultMask PlanResult(ReadOnlySpan<ResultColumn> columns, TokenKey? tokens = null)
    {
        var masks = new ValueMask?[columns.Length];
        for (var i = 0; i < columns.Length; i++) masks[i] = Plan(columns[i], tokens);
        return new ResultMask(masks);
    }

    public override CopyMask? PlanCopy(int index, bool isBinary, int columnCount, TokenKey? tokens = null)
    {
        var reach = rules.Schema is null ? null : index >= 0 && index < reaches.Length ? reaches[index] : StatementReach.Everything;
        var statement = analysis is not null && index >= 0 && index < analysis.Statements.Length ? analysis.Statements[index] : null;
        return new CopyPlan(rules, reach?.TouchesMasked ?? false, statement?.Copy).Build(isBinary, columnCount, tokens);
    }

    public override bool TryMaskMessage(byte field, ReadOnlySpan<byte> value, IBufferWriter<byte> output) => messages.TryMask(field, value, output);

    private ValueMask? Plan(ResultColumn column, TokenKey? tokens)
    {
        if (rules.Schema is { } schema)
        {
            var rule = column.TableOid != 0 ? schema.RuleOf(column.TableOid, column.AttributeNumber) : TouchesMasked ? schema.Whole : null;
            if (rule is not null) return rules.Values.Whole(rule, column.TypeOid, column.Format, tokens);
        }
        return rules.Values.Searched(column.TypeOid, column.Format);
    }

    private string FindSafeText()
    {
        if (analysis is null) return "(unknown prepared statement or cursor)";
        if (TouchesMasked) return analysis.Redacted;
        var masked = new ArrayBufferWriter<byte>();
        return rules.TryMaskText(Encoding.UTF8.GetBytes(analysis.Text), masked) ? Encoding.UTF8.GetString(masked.WrittenSpan) : analysis.Text;
    }
}
