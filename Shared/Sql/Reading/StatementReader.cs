using System.Collections.Immutable;
using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>Walks one statement's tree and gathers what it does. Nodes that say something are in <see cref="NodeTable"/>; through all others it walks generically, so that nothing inside an unknown node is missed.</summary>
internal sealed partial class StatementReader
{
    private readonly HashSet<SqlTable> tables = [];
    private readonly HashSet<SqlFunction> functions = [];
    private readonly HashSet<string> operators = new(StringComparer.Ordinal);
    private readonly HashSet<string> aliases = new(StringComparer.Ordinal);
    private readonly HashSet<string> derivedNames = new(StringComparer.Ordinal);
    private readonly List<SqlColumnUse> columns = [];
    private readonly DerivedColumns derived = new();
    private readonly List<string> settings = [];
    private string? guardedSetting;
    private SqlKinds kinds;
    private bool withoutWhere;
    private bool definesView;
    private bool forgetsNames;
    private string? preparedName;
    private string? cursorName;
    private SqlCopy? copy;
    private string? makesCode;
    private bool storesPrepared;
    private readonly List<string> redefines = [];

    public SqlStatement Read(JsonElement statement, int offset, int length)
    {
        Statement(statement);
        return new SqlStatement
        {
            Offset = offset,
            Length = length,
            Kinds = kinds,
            Tables = [.. tables],
            Aliases = [.. aliases],
            DerivedNames = [.. derivedNames],
            DefinesView = definesView,
            Functions = [.. functions],
            Operators = [.. operators],
            Columns = derived.Complete(columns),
            WithoutWhere = withoutWhere,
            PreparedName = preparedName,
            CursorName = cursorName,
            ForgetsNames = forgetsNames || (kinds & SqlKinds.Opaque) != 0,
            Settings = [.. settings.Distinct(StringComparer.Ordinal)],
            Copy = copy,
            Transaction = TransactionReading.Verb(statement),
            SavepointName = TransactionReading.Savepoint(statement),
            IsRefusedInBlock = TransactionReading.IsRefusedInBlock(statement),
            MakesCode = makesCode,
            StoresPrepared = storesPrepared,
            Redefines = [.. redefines],
        };
    }

    /// <summary>A statement itself, alone or inside EXPLAIN, PREPARE and the like: a query, or a definition whose expressions are stored and checked against rows.</summary>
    private void Statement(JsonElement statement) => Node(statement, statement.IsNode("SelectStmt"u8, out _)
        ? new ReadScope(null, SqlColumnPlace.Output, SqlAccess.Read)
        : new ReadScope(null, SqlColumnPlace.Source, SqlAccess.Define, IsPredicateToo: true));

    /// <summary>A wrapped node, a list of them, or a plain struct.</summary>
    private void Node(JsonElement node, ReadScope scope)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray()) Node(item, scope);
            return;
        }
        if (node.ValueKind != JsonValueKind.Object) return;
        foreach (var field in node.EnumerateObject())
        {
            if (!field.IsWrapper()) break;
            NodeTable.Read(this, field, scope);
            return;
        }
        Children(node, scope);
    }

    /// <summary>All fields of a node about which there is nothing else to say.</summary>
    private void Children(JsonElement body, ReadScope scope)
    {
        foreach (var field in body.EnumerateObject())
        {
            if (field.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) continue;
            if (!NodeTable.ReadField(this, field, scope)) Node(field.Value, scope);
        }
    }

    /// <summary>A node that only says of what kind the statement is.</summary>
    private void Plain(JsonElement body, SqlKinds kind, ReadScope scope)
    {
        kinds |= kind;
        Children(body, scope);
    }
}
