using System.Collections.Immutable;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Sql;

namespace HoopLike.Console.Agents.Backtests;

/// <summary>Reads recorded operations as agents read them when they were sent. One run's own; not thread-safe.</summary>
internal sealed class RecordedReading
{
    private const int MostRemembered = 10_000;

    private readonly SqlAnalyzer analyzer = new();
    private readonly bool canRead = SqlAnalyzer.MissingLibrary is null;
    private readonly Dictionary<string, SqlAnalysis> byKinds = new(StringComparer.Ordinal);

    /// <summary>What the operation does, and whether its text says so.</summary>
    public (SqlAnalysis Analysis, BacktestCertainty Certainty) Read(OperationEntity operation)
    {
        if (canRead && operation.Text.Length < OperationEntity.TextLimit)
        {
            var analysis = analyzer.Analyze(operation.Text);
            // Values may be left out of it: it counts where it still says what the agent read in it.
            if (Same(analysis.KindWords, operation.Kinds) && Same(analysis.TableNames, operation.Tables)) return (analysis, BacktestCertainty.Exact);
        }

        return (ByKinds(operation), BacktestCertainty.KindsAndTables);
    }

    /// <summary>One statement of all kinds on all tables: what the record does not tell (functions, whether there is a WHERE) counts as everything, as an agent counts what it cannot read.</summary>
    private SqlAnalysis ByKinds(OperationEntity operation)
    {
        var key = $"{string.Join(' ', operation.Kinds)}\n{string.Join('\n', operation.Tables)}";
        if (byKinds.TryGetValue(key, out var known)) return known;
        if (byKinds.Count >= MostRemembered) byKinds.Clear();
        var kinds = operation.Kinds.Aggregate(SqlKinds.None, static (all, word) => all | (SqlKindWords.TryParse(word, out var kind) ? kind : SqlKinds.Opaque));
        if (operation.Kinds.IsEmpty) kinds = SqlKinds.Opaque;
        var statement = new SqlStatement
        {
            Offset = 0,
            Length = 0,
            Kinds = kinds,
            Tables = [.. operation.Tables.Select(Table)],
            Functions = [new SqlFunction(null, "*")],
            WithoutWhere = (kinds & (SqlKinds.Update | SqlKinds.Delete)) != 0,
        };
        return byKinds[key] = new SqlAnalysis("", [statement], "", null);
    }

    /// <summary>A table counts as written to where anything is written.</summary>
    private static SqlTable Table(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new SqlTable(null, name, SqlAccess.Write) : new SqlTable(name[..dot], name[(dot + 1)..], SqlAccess.Write);
    }

    private static bool Same(ImmutableArray<string> read, ImmutableArray<string> recorded) => read.AsSpan().SequenceEqual(recorded.AsSpan());
}
