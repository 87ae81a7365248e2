namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>The kinds of SQL as people choose them, grouped by what they are about.</summary>
internal static class SqlKindChoices
{
    public static readonly (string Title, (string Word, string Explanation)[] Kinds)[] Groups =
    [
        ("Data", [
            ("select", "Reads rows: SELECT, TABLE, VALUES."),
            ("insert", "Adds rows."),
            ("update", "Changes rows."),
            ("delete", "Removes rows, also from inside a WITH."),
            ("merge", "MERGE: adds, changes and removes rows in one statement."),
            ("truncate", "Empties a table at once."),
            ("copy-in", "COPY ... FROM: loads rows."),
            ("copy-out", "COPY ... TO: takes many rows out."),
        ]),
        ("Schema and rights", [
            ("create", "Makes tables, views, functions, roles."),
            ("alter", "Changes them."),
            ("drop", "Removes them."),
            ("grant", "GRANT and REVOKE: who may do what on the server."),
        ]),
        ("Code and the server", [
            ("call", "CALL of a procedure."),
            ("do", "DO: a block of code."),
            ("execute", "EXECUTE of a statement that was prepared by name."),
            ("copy-program", "COPY with PROGRAM: runs a command on the server's machine."),
            ("explain-analyze", "EXPLAIN ANALYZE: really runs what it explains."),
            ("opaque", "What cannot be read from the text: code, dynamic SQL, what does not parse. Counts as every kind in every rule anyway."),
        ]),
        ("Session", [
            ("set", "SET, RESET: session settings and roles."),
            ("lock", "LOCK TABLE."),
            ("vacuum", "VACUUM, ANALYZE and the like."),
            ("listen", "LISTEN, UNLISTEN."),
            ("notify", "NOTIFY."),
            ("transaction", "BEGIN, COMMIT, ROLLBACK, SAVEPOINT."),
            ("utility", "Everything else."),
        ]),
    ];
}
