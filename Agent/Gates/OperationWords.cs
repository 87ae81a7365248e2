using System.Collections.Immutable;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Gates;

/// <summary>An operation as a ticket shows it.</summary>
internal static class OperationWords
{
    /// <summary>What a person can judge and a page can show; the digest covers the whole all the same.</summary>
    private const int TextLimit = 32 * 1024;

    private const int ValueLimit = 1024;

    public static string Of(string safeText, IReadOnlyList<string?> safeBindValues)
    {
        var words = new StringBuilder(Cut(safeText, TextLimit));
        for (var i = 0; i < safeBindValues.Count && words.Length < 2 * TextLimit; i++)
        {
            words.Append(i == 0 ? "\n-- " : ", ").Append('$').Append(i + 1).Append(" = ").Append(safeBindValues[i] is { } value ? "'" + Cut(value, ValueLimit).Replace("'", "''", StringComparison.Ordinal) + "'" : "NULL");
        }
        return words.ToString();
    }

    /// <summary>All that waits for a COMMIT, as one text.</summary>
    public static string OfTransaction(TransactionImpact transaction)
    {
        var words = string.Join(";\n", transaction.Writes.Select(w => w.Text));
        return Cut(transaction.Omitted > 0 ? $"{words};\n-- and {transaction.Omitted} more" : words, TextLimit);
    }

    public static OperationImpact Impact(SqlAnalysis operation, long? estimatedRows) => new(
        operation.KindWords,
        operation.TableNames,
        Names(operation.Statements.SelectMany(s => s.Functions).Select(f => Name(f.Schema, f.Name))),
        operation.Statements.Any(s => s.WithoutWhere),
        estimatedRows);

    private static ImmutableArray<string> Names(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Name(string? schema, string name) => schema is null ? name : $"{schema}.{name}";

    private static string Cut(string text, int limit) => text.Length <= limit ? text : $"{text[..limit]}… ({text.Length - limit} characters more)";
}
