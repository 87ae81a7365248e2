using System.Text;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Sql.Lineage;

namespace HoopLike.Shared.Masking.Copying;

/// <summary>Chooses a mask for each column of a COPY TO STDOUT. CopyOutResponse says only how many columns there are; which they are is read from the statement and the catalogue.</summary>
/// <param name="touches">The statement reaches masked columns: whatever column cannot be told is masked.</param>
/// <param name="lineage">What flows into each column, for COPY of a query; null where that is not proven.</param>
/// <param name="copy">Null when the statement is not known to be a COPY.</param>
internal sealed class CopyPlan(RulesInForce rules, bool touches, SqlCopy? copy, StatementLineage? lineage)
{
    private const uint UnknownType = 0;

    /// <summary>Null when every byte may pass as it is.</summary>
    public CopyMask? Build(bool isBinary, int columnCount, TokenKey? tokens = null)
    {
        if (!touches && rules.Detectors.IsEmpty) return null;
        if (copy is not { IsOut: true } || isBinary != (copy.Format == SqlCopyFormat.Binary)) return new UnreadableCopyMask();
        var masks = Masks(isBinary ? (short)1 : (short)0, columnCount, tokens);
        if (Array.TrueForAll(masks, m => m is null)) return null;
        return copy.Format switch
        {
            SqlCopyFormat.Binary => new CopyBinaryMask(masks),
            SqlCopyFormat.Csv => new CopyCsvMask(masks, new CsvWords(Byte(copy.Delimiter, ','), Byte(copy.Quote, '"'), Byte(copy.Escape ?? copy.Quote, '"'), Encoding.UTF8.GetBytes(copy.NullText ?? "")), copy.Header),
            _ => new CopyTextMask(masks, Byte(copy.Delimiter, '\t'), Encoding.UTF8.GetBytes(copy.NullText ?? "\\N"), copy.Header),
        };
    }

    /// <summary>The server takes single bytes only.</summary>
    private static byte Byte(string? word, char otherwise) => (byte)(string.IsNullOrEmpty(word) ? otherwise : word[0]);

    private ValueMask?[] Masks(short format, int columnCount, TokenKey? tokens)
    {
        var masks = new ValueMask?[columnCount];
        var columns = Columns();
        for (var i = 0; i < columnCount; i++)
        {
            if (columns is null || columns.Length != columnCount) masks[i] = Unknown(format);
            else if (columns[i].Rule is { } rule) masks[i] = columns[i].Type == UnknownType && format == 1 ? NullMask.Instance : rules.Values.Whole(rule, columns[i].Type == UnknownType ? PgType.Text : columns[i].Type, format, tokens);
            else masks[i] = rules.Values.Searched(columns[i].Type, format);
        }
        return masks;
    }

    private ValueMask? Unknown(short format)
    {
        if (!touches) return rules.Values.Searched(UnknownType, format);
        return format == 0 ? rules.Values.RedactedText : NullMask.Instance;
    }

    /// <summary>Null for a query that is not understood, a table that several schemas have or none, and a column that the catalogue does not know.</summary>
    private (uint Type, ColumnRule? Rule)[]? Columns()
    {
        if (rules.Schema is not { } schema) return null;
        // The server names no origin here: lineage is the only witness. Types are not said either.
        if (copy!.Table is not { } table) return lineage is null ? null : [.. lineage.Outputs.Select(o => (UnknownType, schema.RuleOf(o.Flow)))];
        var found = schema.KnownAs(table.Name).Where(r => table.Schema is null || r.Schema == table.Schema).ToArray();
        if (found.Length != 1) return null;
        var relation = found[0];
        var columns = copy.Columns.IsEmpty
            ? relation.Columns.Where(c => !c.IsGenerated).OrderBy(c => c.Number).ToArray()
            : [.. copy.Columns.Select(name => relation.Columns.FirstOrDefault(c => c.Name == name)).OfType<CatalogueColumn>()];
        return [.. columns.Where(c => c.Number > 0).Select(c => (c.TypeOid, schema.RuleOf(relation.Oid, c.Number)))];
    }
}
