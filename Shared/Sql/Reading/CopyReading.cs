using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <content>COPY.</content>
internal sealed partial class StatementReader
{
    private void Copy(JsonElement statement, ReadScope scope)
    {
        var isIn = statement.Flag("is_from"u8);
        kinds |= isIn ? SqlKinds.CopyIn : SqlKinds.CopyOut;
        if (statement.Flag("is_program"u8)) kinds |= SqlKinds.CopyProgram;
        scope = scope with { Place = SqlColumnPlace.Output, IsPredicateToo = false, Access = isIn ? SqlAccess.Write : SqlAccess.Read };

        var relation = statement.Field("relation"u8);
        RangeVar(relation, scope);
        Node(statement.Field("query"u8), scope);
        Node(statement.Field("whereClause"u8), scope.AsPredicate);
        copy = CopyOptions(statement.Items("options"u8), new SqlCopy
        {
            Table = relation.Text("relname"u8) is { } name ? new SqlTable(relation.Text("schemaname"u8), name, scope.Access) : null,
            Columns = [.. statement.Field("attlist"u8).Names()],
            IsOut = !isIn,
            IsServerSide = statement.Has("filename"u8) || statement.Flag("is_program"u8),
        });
    }

    private static SqlCopy CopyOptions(TreeList options, SqlCopy read)
    {
        foreach (var item in options.Elements)
        {
            if (!item.IsNode("DefElem"u8, out var option)) continue;
            var argument = option.Field("arg"u8);
            var text = argument.AsName();
            read = option.Text("defname"u8) switch
            {
                // The server knows no other word; an unknown one fails there.
                "format" => read with { Format = text switch { "csv" => SqlCopyFormat.Csv, "binary" => SqlCopyFormat.Binary, _ => SqlCopyFormat.Text } },
                "delimiter" => read with { Delimiter = text },
                "null" => read with { NullText = text },
                "quote" => read with { Quote = text },
                "escape" => read with { Escape = text },
                "header" => read with { Header = !OptionFlag.IsOff(argument) },
                "encoding" => read with { Encoding = text },
                _ => read,
            };
        }
        return read;
    }
}
