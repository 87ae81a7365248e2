using System.Collections.Immutable;

namespace HoopLike.Shared.Sql;

public enum SqlAccess { Read, Write, Define }

/// <summary>A relation named in a statement, as written (folded as the server folds it). CTE names are not in it.</summary>
public sealed record SqlTable(string? Schema, string Name, SqlAccess Access);

/// <summary>A function called by name in a statement.</summary>
public sealed record SqlFunction(string? Schema, string Name);

/// <summary>Where a column reference stands. <c>Predicate</c>: WHERE, HAVING, ON, USING, GROUP BY, ORDER BY, DISTINCT, window clauses, CASE and COALESCE conditions, anything that decides
/// which rows, in which order or which branch. <c>Source</c>: a value that a write stores. <c>Output</c>: all else.</summary>
public enum SqlColumnPlace { Output, Predicate, Source, Returning }

/// <summary>A column reference: <c>q.name</c>, <c>q.*</c> (name <c>*</c>), or a single name, which may also be a whole row.</summary>
public sealed record SqlColumnUse(string? Qualifier, string Name, SqlColumnPlace Place);

public enum SqlCopyFormat { Text, Csv, Binary }

/// <summary>A COPY statement's own words. <see cref="Table"/> is null for <c>COPY (query)</c>; <see cref="Columns"/> is empty where the statement lists none.</summary>
public sealed record SqlCopy
{
    public SqlTable? Table { get; init; }
    public ImmutableArray<string> Columns { get; init; } = [];
    public required bool IsOut { get; init; }
    /// <summary>A server-side file or PROGRAM rather than the client's stream.</summary>
    public required bool IsServerSide { get; init; }
    public SqlCopyFormat Format { get; init; }
    /// <summary>Null for the format's default.</summary>
    public string? Delimiter { get; init; }
    public string? NullText { get; init; }
    public string? Quote { get; init; }
    public string? Escape { get; init; }
    public bool Header { get; init; }
    /// <summary>The ENCODING option: the stream's bytes are in it, not in client_encoding. Null where it is not given.</summary>
    public string? Encoding { get; init; }
}

/// <summary>One statement as PostgreSQL's own parser reads it.</summary>
public sealed record SqlStatement
{
    /// <summary>Where it stands in the text, in bytes of UTF-8.</summary>
    public required int Offset { get; init; }
    public required int Length { get; init; }
    public required SqlKinds Kinds { get; init; }
    public ImmutableArray<SqlTable> Tables { get; init; } = [];
    /// <summary>Names given to tables in FROM, USING or as the target of a write (<c>c</c> in <c>from customers c</c>). A single name in <see cref="Columns"/> that is one of them may be a whole row.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];
    /// <summary>Names of what the statement computes in FROM: CTEs, and the aliases of subqueries, functions, VALUES and joins. What is called by one of them may be any column under another name.</summary>
    public ImmutableArray<string> DerivedNames { get; init; } = [];
    /// <summary>CREATE VIEW or CREATE MATERIALIZED VIEW: what it reads stays visible in the catalogue as a dependency.</summary>
    public bool DefinesView { get; init; }
    public ImmutableArray<SqlFunction> Functions { get; init; } = [];
    /// <summary>Operators used, by name without schema.</summary>
    public ImmutableArray<string> Operators { get; init; } = [];
    public ImmutableArray<SqlColumnUse> Columns { get; init; } = [];
    /// <summary>An UPDATE or DELETE in it has no WHERE (or a constant one).</summary>
    public bool WithoutWhere { get; init; }
    /// <summary>PREPARE, EXECUTE, DEALLOCATE: the name (null with DEALLOCATE ALL, see <see cref="ForgetsNames"/>).</summary>
    public string? PreparedName { get; init; }
    /// <summary>DECLARE, FETCH, MOVE, CLOSE: the cursor.</summary>
    public string? CursorName { get; init; }
    /// <summary>What a prepared name or cursor stands for may change by it in ways that its text does not tell: DEALLOCATE ALL, DISCARD, CLOSE ALL, anything opaque.</summary>
    public bool ForgetsNames { get; init; }
    /// <summary>SET, RESET, set_config with a constant name: the parameters, lower case (<c>all</c> for RESET ALL; <c>role</c>, <c>session_authorization</c>, <c>transaction</c> for SET ROLE and the like).
    /// Only set_config can name several in one statement.</summary>
    public ImmutableArray<string> Settings { get; init; } = [];
    /// <summary>The first of <see cref="Settings"/>; null where nothing is set.</summary>
    public string? Setting
    {
        get => Settings.IsDefaultOrEmpty ? null : Settings[0];
        init => Settings = value is null ? [] : [value];
    }
    public SqlCopy? Copy { get; init; }
    public SqlTransactionVerb Transaction { get; init; }
    /// <summary>SAVEPOINT, RELEASE, ROLLBACK TO: which.</summary>
    public string? SavepointName { get; init; }
    /// <summary>The server does not run it inside a transaction block: CREATE DATABASE, VACUUM, anything CONCURRENTLY.</summary>
    public bool IsRefusedInBlock { get; init; }
    /// <summary>What it makes, in words (<c>a function</c>), when that is code which runs in the server, or a way out of it: functions, triggers, rules, foreign tables, extensions. Null for all else.</summary>
    public string? MakesCode { get; init; }
    /// <summary>CREATE ... AS EXECUTE: what is stored is not in the text.</summary>
    public bool StoresPrepared { get; init; }
    /// <summary>CREATE [OR REPLACE] VIEW, FUNCTION, PROCEDURE: the names, without schema, that may run or show something else from here on.</summary>
    public ImmutableArray<string> Redefines { get; init; } = [];
}
