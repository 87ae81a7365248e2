using System.Globalization;

namespace HoopLike.Shared.Contracts;

/// <summary>How much a transaction that waits for its COMMIT did, in words.</summary>
public static class TransactionCount
{
    /// <summary><c>3 rows in 2 statements</c>; <c>at least 3 rows</c> where the target did not count those of a statement, or not all are told here.</summary>
    public static string InWords(TransactionImpact transaction)
    {
        var statements = transaction.Writes.Length + transaction.Omitted;
        return $"{Rows(transaction)} in {Number(statements)} statement{(statements == 1 ? "" : "s")}";
    }

    /// <summary>The rows alone.</summary>
    public static string Rows(TransactionImpact transaction)
    {
        var rows = transaction.Writes.Sum(static w => w.Rows ?? 0);
        if (rows == 0 && transaction.Writes.All(static w => w.Rows is null)) return "rows not counted";
        var isPart = transaction.Omitted > 0 || transaction.Writes.Any(static w => w.Rows is null);
        return $"{(isPart ? "at least " : "")}{Number(rows)} row{(rows == 1 ? "" : "s")}";
    }

    private static string Number(long number) => number.ToString("n0", CultureInfo.InvariantCulture);
}
