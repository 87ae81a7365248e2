using HoopLike.Shared.Enforcement;

namespace HoopLike.Bypass.Tests.Matrix;

/// <summary>What is blind, in words that people read beside the cell. Each is a line of LIMITS.md too.</summary>
static class Notes
{
    const string Statistics = "A policy goes by the tables that a statement names or reaches. The server's statistics hold samples of their columns: name pg_catalog.pg_stats in the policy too.";
    const string Triggers = "What the target's own triggers do with a write is not looked into: name the table that sets them off, or the column that they write to.";

    const string Foreign = "By the schema, table and column that postgres_fdw's options name; what that relation itself is made of, elsewhere, is not known.";

    static readonly Dictionary<(string Path, Guard Guard), string> all = new()
    {
        [("statistics", Guard.Deny)] = Statistics,
        [("statistics", Guard.Approve)] = Statistics,
        [("trigger", Guard.Deny)] = Triggers,
        [("trigger", Guard.Approve)] = Triggers,
        [("trigger", Guard.Commit)] = Triggers,
        [("trigger", Guard.Columns)] = "Triggers in PL/pgSQL that change the row before it is written are read; what triggers store elsewhere, and those in other languages, are not.",
        [("foreign", Guard.Deny)] = Foreign,
        [("foreign", Guard.Columns)] = Foreign,
        [("constraint", Guard.Predicates)] = "Under deny nothing of the caller's is stored under a unique constraint; under equality it may be: one row a statement is one guess.",
        [("copy-in", Guard.Recording)] = "The statement and its number of rows; the data that comes in is not recorded.",
        [("function", Guard.Deny)] = "Functions in SQL and PL/pgSQL are read; those in C are taken for what only computes, those in other languages count as everything.",
        [("function", Guard.Approve)] = "Functions in SQL and PL/pgSQL are read; those in C are taken for what only computes, those in other languages count as everything.",
        [("function", Guard.Commit)] = "Functions in SQL and PL/pgSQL are read; those in C are taken for what only computes. The ticket shows the call, not the rows that it changed.",
        [("returning", Guard.Tokens)] = "A token in a statement that writes must be a parameter of its own.",
        [("cursor", Guard.Tokens)] = "A token in a cursor's query is not turned back.",
        [("files", Guard.Detectors)] = "What a server's file holds is masked when it is read back through the gateway, not in the file.",
    };

    public static string? Of(OperationPath path, Guard guard) => all.GetValueOrDefault((path.Name, guard));

    /// <summary>Those that no cell has.</summary>
    public static IEnumerable<string> Beside(IEnumerable<(string Path, Guard Guard)> cells) => all.Keys.Except(cells).Select(k => $"{k.Path}, {k.Guard}");
}
