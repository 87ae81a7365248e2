using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Masking.Copying;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Sql.Lineage;

namespace HoopLike.Shared.Masking.Statements;

/// <summary>A statement text under a set of rules.</summary>
internal sealed class RuledStatement : StatementMasking
{
    private readonly RulesInForce rules;
    private readonly SqlAnalysis? analysis;
    private readonly ImmutableArray<StatementReach> reaches;
    private readonly ImmutableArray<StatementLineage> lineages = [];
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
            TouchesMasked = reaches.Any(r => r.TouchesMasked);
            if (analysis is { Error: null } && TouchesMasked) lineages = schema.Lineage.Read(analysis.Text);
            if (analysis is not null) refusal = analysis.Statements.Select((s, i) => Check(s, i, schema, analysis)).FirstOrDefault(r => r is not null);
        }
        else reaches = [];
        TokenComparands = rules.Schema is { } of && analysis is not null && lineages.Length > 0
            ? new TokenPlaces(of).Find(analysis, [.. Enumerable.Range(0, lineages.Length).Select(LineageOf)], [.. reaches.Select(r => r.RunsCode)])
            : [];
        ListParameters = rules.Schema is { } ruled
            ? [.. Enumerable.Range(0, lineages.Length).SelectMany(i => LineageOf(i)?.Compared ?? []).Where(c => c is { IsArray: true, Parameter: > 0 } && ruled.RuleOf(c.Column) is { Predicates: PredicateUse.Equality }).Select(c => c.Parameter).Distinct()]
            : [];
        MadeOverMaskedColumns = analysis is null ? [] : [.. Enumerable.Range(0, reaches.Length).SelectMany(MadeOverMasked).Distinct(StringComparer.Ordinal)];
        NamesUnknown = reaches.Any(r => r.NamesUnknown);
        messages = new MessageMask(rules.Detectors, rules.Schema, analysis, TouchesMasked, reaches.Any(r => r.RunsCode));
    }

    public override bool TouchesMasked { get; }

    public bool NamesUnknown { get; }

    public override string? Refusal => refusal?.Text;

    public override string? RefusalRule => refusal?.Rule;

    public override string? RefusalHint => refusal?.Hint;

    public override ImmutableArray<string> MadeOverMaskedColumns { get; }

    public override ImmutableArray<TokenComparand> TokenComparands { get; }

    public override ImmutableArray<int> ListParameters { get; }

    public override string SafeText => safeText ??= FindSafeText();

    public override ResultMask PlanResult(int index, ReadOnlySpan<ResultColumn> columns, TokenKey? tokens = null)
    {
        var masks = new ValueMask?[columns.Length];
        var proven = LineageOf(index);
        for (var i = 0; i < columns.Length; i++)
        {
            masks[i] = RuleOf(proven, i, columns) is { } rule
                ? rules.Values.Whole(rule, columns[i].TypeOid, columns[i].Format, tokens)
                : rules.Values.Searched(columns[i].TypeOid, columns[i].Format);
        }
        return new ResultMask(masks);
    }

    public override CopyMask? PlanCopy(int index, bool isBinary, int columnCount, TokenKey? tokens = null)
    {
        var reach = rules.Schema is null ? null : index >= 0 && index < reaches.Length ? reaches[index] : StatementReach.Everything;
        var statement = analysis is not null && index >= 0 && index < analysis.Statements.Length ? analysis.Statements[index] : null;
        return new CopyPlan(rules, reach?.TouchesMasked ?? false, statement?.Copy, LineageOf(index)).Build(isBinary, columnCount, tokens);
    }

    public override bool TryMaskMessage(byte field, ReadOnlySpan<byte> value, IBufferWriter<byte> output) => messages.TryMask(field, value, output);

    private UseRefusal? Check(SqlStatement statement, int index, MaskedSchema schema, SqlAnalysis text)
    {
        var reach = reaches[index];
        if (new CodeCheck(statement, schema).Find() is { } code) return code;
        if (Unsettled(statement, index, schema) is { } unsettled) return unsettled;
        return LineageOf(index) is { } proven ? new LineageCheck(proven, schema).Find() : new UseCheck(statement, reach, schema, text).Find();
    }

    /// <summary>A relation that somebody is making over masked columns may hide another of that name, until the catalogue tells.</summary>
    private UseRefusal? Unsettled(SqlStatement statement, int index, MaskedSchema schema)
    {
        foreach (var table in statement.Tables)
        {
            if (schema.Catalogue.Unsettled.Contains(table.Name) || Enumerable.Range(0, index).Any(i => MadeOverMasked(i).Contains(table.Name, StringComparer.Ordinal)))
                return new($"{table.Name} is being made over columns that rule {schema.FirstRule} masks, by a transaction that has not ended", schema.FirstRule, "Wait for its end, then ask again.");
        }
        return null;
    }

    private IEnumerable<string> MadeOverMasked(int index)
    {
        if (analysis is null || (analysis.Statements[index].Kinds & SqlKinds.Create) == 0 || !reaches[index].TouchesMasked) return [];
        if (LineageOf(index) is { } proven && rules.Schema is { } schema && proven.Stores.All(s => schema.RuleOf(s.Flow) is null) && proven.Shows.All(s => schema.RuleOf(s.Flow) is null)) return [];
        return analysis.Statements[index].Tables.Where(t => t.Access != SqlAccess.Read).Select(t => t.Name);
    }

    /// <summary>Null where it is not proven, or was not worked out because nothing masked is touched.</summary>
    private StatementLineage? LineageOf(int index) =>
        index >= 0 && index < lineages.Length && lineages.Length == analysis!.Statements.Length && lineages[index] is { Unproven: null } proven ? proven : null;

    private ColumnRule? RuleOf(StatementLineage? proven, int at, ReadOnlySpan<ResultColumn> columns)
    {
        if (rules.Schema is not { } schema) return null;
        var column = columns[at];
        // The server's witness is heard in any case.
        var named = column.TableOid != 0 ? schema.RuleOf(column.TableOid, column.AttributeNumber) : null;
        if (proven is { IsExplain: true }) return LineageCheck.UsesMasked(proven, schema) ? schema.Whole : named;
        if (proven is not null && proven.Outputs.Length == columns.Length)
        {
            var flows = schema.RuleOf(proven.Outputs[at].Flow, column.TableOid, column.AttributeNumber);
            return named is null ? flows : flows is null ? named : ColumnRule.Strictest(named, flows);
        }
        return column.TableOid != 0 ? named : TouchesMasked ? schema.Whole : null;
    }

    private string FindSafeText()
    {
        if (analysis is null) return "(unknown prepared statement or cursor)";
        if (TouchesMasked) return analysis.Redacted;
        var masked = new ArrayBufferWriter<byte>();
        return rules.TryMaskText(Encoding.UTF8.GetBytes(analysis.Text), masked) ? Encoding.UTF8.GetString(masked.WrittenSpan) : analysis.Text;
    }
}
