using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking.Statements;

/// <summary>Refuses, to callers whom column rules concern, what would run inside the server, where nobody masks and nobody refuses, and what would take relations out of the rules that name them.</summary>
internal sealed class CodeCheck(SqlStatement statement, MaskedSchema schema)
{
    public UseRefusal? Find() => Made() ?? Called() ?? Prepared() ?? Moved() ?? OnServer();

    private UseRefusal? Made() => statement.MakesCode is not { } what ? null
        : new($"{what} would run in the server, where it could carry elsewhere what rule {schema.FirstRule} masks", schema.FirstRule, "Have it made by somebody whom the rule exempts.");

    /// <summary>A function or procedure that reads masked columns, or cannot be read, and may write: what it stores is out of sight. In a definition it runs whenever a row is written, so there it may not even read.</summary>
    private UseRefusal? Called()
    {
        var defines = (statement.Kinds & (SqlKinds.Create | SqlKinds.Alter)) != 0 && !statement.DefinesView;
        foreach (var function in statement.Functions.Select(f => f.Name).Concat(statement.Columns.Select(c => c.Name)).Where(schema.Catalogue.UserFunctions.Contains))
        {
            var carries = defines || schema.Lineage.MayWrite(function);
            if (carries && schema.RuleOf(schema.Lineage.FlowOf(function)) is { } rule)
                return new($"function {function} may read what rule {rule.Rule} masks and store it elsewhere", rule.Rule, "Have it declared STABLE if it only reads, or called by somebody whom the rule exempts.");
        }
        return null;
    }

    /// <summary>Files and programs of the server can hold anything that the server does, and take anything.</summary>
    private UseRefusal? OnServer() => statement.Copy is not { IsServerSide: true } ? null
        : new($"files and programs of the server could hold or get what rule {schema.FirstRule} masks", schema.FirstRule, "COPY to STDOUT and from STDIN: the former is masked on its way to you.");

    private UseRefusal? Prepared() => !statement.StoresPrepared ? null
        : new($"what a prepared statement gives cannot be stored, since it could be what rule {schema.FirstRule} masks", schema.FirstRule, "Write the query itself after AS.");

    /// <summary>Another name for a schema (<c>*</c> among the tables) is another name for all that is in it.</summary>
    private UseRefusal? Moved()
    {
        if ((statement.Kinds & SqlKinds.Alter) == 0 || statement.Tables.FirstOrDefault(t => t is { Name: "*", Access: SqlAccess.Define }) is not { } every) return null;
        var rule = schema.FirstRuleIn(every.Schema);
        return rule is null ? null : new($"schema {every.Schema} holds columns that rule {rule} masks, and this change could take them out of the rule", rule);
    }
}
