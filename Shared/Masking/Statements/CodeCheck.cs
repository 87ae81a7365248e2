using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Sql.Lineage;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Masking.Statements;

/// <summary>Refuses, to callers whom column rules concern, what would run inside the server, where nobody masks and nobody refuses, and what would take relations out of the rules that name them.</summary>
internal sealed class CodeCheck(SqlStatement statement, MaskedSchema schema)
{
    /// <summary>A rule that masks something here; where none does there is nothing to carry away.</summary>
    private readonly string? rule = schema.AnyRule;

    public UseRefusal? Find() => rule is null ? null : Made() ?? Called() ?? Rewritten() ?? Spoken() ?? Prepared() ?? Moved() ?? OnServer();

    private UseRefusal? Made() => statement.MakesCode is not { } what ? null
        : new($"{what} would run in the server, where it could carry elsewhere what rule {rule} masks", rule!, "Have it made by somebody whom the rule exempts.");

    /// <summary>A function or procedure that reads masked columns, or cannot be read, and may write: what it stores is out of sight. In a definition it runs whenever a row is written, so there it may not even read.</summary>
    private UseRefusal? Called()
    {
        var defines = (statement.Kinds & (SqlKinds.Create | SqlKinds.Alter)) != 0 && !statement.DefinesView;
        var called = statement.Functions.Where(f => ReadingFunctions.IsForeign(f, schema.Catalogue)).Select(f => f.Name);
        foreach (var function in called.Concat(statement.Columns.Select(c => c.Name).Where(schema.Catalogue.UserFunctions.Contains)))
        {
            var carries = defines || schema.Lineage.MayWrite(function);
            if (carries && schema.RuleOf(schema.Lineage.FlowOf(function)) is { } read)
                return new($"function {function} may read what rule {read.Rule} masks and store it elsewhere", read.Rule, "Have it declared STABLE if it only reads, or called by somebody whom the rule exempts.");
        }
        return null;
    }

    /// <summary>A rewrite rule does something else in a write's place, or besides, that is not in the statement.</summary>
    private UseRefusal? Rewritten()
    {
        foreach (var table in statement.Tables.Where(t => t.Access == SqlAccess.Write))
            if (schema.KnownAs(table.Name).Any(r => r.HasRules && (table.Schema is null || r.Schema == table.Schema)))
                return new($"a rewrite rule on {table.Name} decides what is written, and could store what rule {rule} masks elsewhere", rule!, "Have it written by somebody whom the rule exempts.");
        return null;
    }

    /// <summary>A query in a string is not read, and may choose rows by what it likes: it is then told by its failing, or by how many rows come.</summary>
    private UseRefusal? Spoken() => schema.DenyRule is { } denies && statement.Functions.FirstOrDefault(f => FunctionKinds.RunsText(f.Name)) is { } runs
        ? new($"{runs.Name} runs text that is not read, and rule {denies} forbids its columns in predicates", denies, "Ask the query itself.")
        : null;

    /// <summary>Files and programs of the server can hold anything that the server does, and take anything.</summary>
    private UseRefusal? OnServer() => statement.Copy is not { IsServerSide: true } ? null
        : new($"files and programs of the server could hold or get what rule {rule} masks", rule!, "COPY to STDOUT and from STDIN: the former is masked on its way to you.");

    private UseRefusal? Prepared() => !statement.StoresPrepared ? null
        : new($"what a prepared statement gives cannot be stored, since it could be what rule {rule} masks", rule!, "Write the query itself after AS.");

    /// <summary>Another name for a schema (<c>*</c> among the tables) is another name for all that is in it.</summary>
    private UseRefusal? Moved()
    {
        if ((statement.Kinds & SqlKinds.Alter) == 0 || statement.Tables.FirstOrDefault(t => t is { Name: "*", Access: SqlAccess.Define }) is not { } every) return null;
        var held = schema.FirstRuleIn(every.Schema);
        return held is null ? null : new($"schema {every.Schema} holds columns that rule {held} masks, and this change could take them out of the rule", held);
    }
}
