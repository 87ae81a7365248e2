using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

internal sealed partial class StatementReader
{
    private delegate void NodeReading(StatementReader reader, JsonElement body, ReadScope scope);

    /// <summary>What each node of PostgreSQL's grammar means. A statement that is not here is opaque; any other node is walked through.</summary>
    private static class NodeTable
    {
        private static readonly FrozenDictionary<byte[], NodeReading>.AlternateLookup<ReadOnlySpan<byte>> nodes = Build(Queries(), Utilities(),
            All(SqlKinds.Create, "CreateStmt IndexStmt CreatedbStmt CreateSeqStmt CreateRoleStmt CreateSchemaStmt CreateTableSpaceStmt CreatePolicyStmt CreateStatsStmt"),
            Making(),
            All(SqlKinds.Alter, "AlterTableStmt AlterDomainStmt AlterFunctionStmt AlterSeqStmt AlterDatabaseStmt AlterDatabaseRefreshCollStmt AlterDatabaseSetStmt AlterRoleStmt AlterRoleSetStmt",
                "AlterObjectDependsStmt AlterOwnerStmt AlterTypeStmt AlterEnumStmt AlterTSDictionaryStmt AlterTSConfigurationStmt",
                "AlterTableSpaceOptionsStmt AlterTableMoveAllStmt AlterEventTrigStmt AlterSystemStmt AlterPolicyStmt",
                "AlterCollationStmt AlterStatsStmt ReplicaIdentityStmt"),
            All(SqlKinds.Drop, "DropRoleStmt DropTableSpaceStmt DropUserMappingStmt DropSubscriptionStmt"),
            All(SqlKinds.Alter | SqlKinds.Grant, "AlterDefaultPrivilegesStmt"),
            All(SqlKinds.Grant, "GrantRoleStmt"),
            All(SqlKinds.Listen, "ListenStmt UnlistenStmt"),
            All(SqlKinds.Notify, "NotifyStmt"),
            All(SqlKinds.Transaction, "TransactionStmt"),
            All(SqlKinds.Transaction | SqlKinds.Set, "ConstraintsSetStmt"),
            All(SqlKinds.Utility, "CheckPointStmt VariableShowStmt"));

        /// <summary>Structs that stand in a field without their type's name.</summary>
        private static readonly FrozenDictionary<byte[], NodeReading>.AlternateLookup<ReadOnlySpan<byte>> fields = Build(
        [
            .. "relation rel pktable constrrel table view sequence typevar identitySequence name".Split(' ').Select(name => (name, (NodeReading)((r, b, s) => r.RangeVar(b, s)))),
            ("into", static (r, b, s) => r.Into(b)),
            ("over", static (r, b, s) => r.Window(b, s)),
            ("typeName", static (r, b, s) => { }),
        ]);

        public static void Read(StatementReader reader, JsonProperty node, ReadScope scope)
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(node);
            if (nodes.TryGetValue(name, out var reading))
            {
                reading(reader, node.Value, scope);
                return;
            }
            if (name.EndsWith("Stmt"u8)) reader.kinds |= SqlKinds.Utility | SqlKinds.Opaque;
            reader.Node(node.Value, scope);
        }

        /// <summary>False for a field that holds nodes as any other.</summary>
        public static bool ReadField(StatementReader reader, JsonProperty field, ReadScope scope)
        {
            if (field.Value.ValueKind != JsonValueKind.Object || !fields.TryGetValue(JsonMarshal.GetRawUtf8PropertyName(field), out var reading)) return false;
            foreach (var first in field.Value.EnumerateObject())
                if (first.IsWrapper()) return false;
            reading(reader, field.Value, scope);
            return true;
        }

        private static IEnumerable<(string, NodeReading)> Queries() =>
        [
            ("SelectStmt", static (r, b, s) => r.Select(b, s)),
            ("InsertStmt", static (r, b, s) => r.Insert(b, s)),
            ("UpdateStmt", static (r, b, s) => r.Update(b, s)),
            ("DeleteStmt", static (r, b, s) => r.Delete(b, s)),
            ("MergeStmt", static (r, b, s) => r.Merge(b, s)),
            ("ReturnStmt", static (r, b, s) => r.Children(b, s)),
            ("RangeVar", static (r, b, s) => r.RangeVar(b, s)),
            ("RangeSubselect", static (r, b, s) => r.RangeSubselect(b, s)),
            ("RangeFunction", static (r, b, s) => r.RangeFunction(b, s)),
            ("RangeTableFunc", static (r, b, s) => r.RangeFunction(b, s)),
            ("RangeTableSample", static (r, b, s) => r.RangeTableSample(b, s)),
            ("JoinExpr", static (r, b, s) => r.Join(b, s)),
            ("LockingClause", static (r, b, s) => { }),
            ("ColumnRef", static (r, b, s) => r.ColumnRef(b, s)),
            ("A_Indirection", static (r, b, s) => r.Indirection(b, s)),
            ("FuncCall", static (r, b, s) => r.FuncCall(b, s)),
            ("A_Expr", static (r, b, s) => r.Operator(b, s)),
            ("SubLink", static (r, b, s) => r.SubLink(b, s)),
            ("CaseExpr", static (r, b, s) => r.Case(b, s)),
            ("CoalesceExpr", static (r, b, s) => r.Coalesce(b, s)),
            ("MinMaxExpr", static (r, b, s) => r.Children(b, s.AndPredicate)),
            ("WindowDef", static (r, b, s) => r.Window(b, s)),
            ("SortBy", static (r, b, s) => r.SortBy(b, s)),
            ("TypeName", static (r, b, s) => { }),
            ("IndexElem", static (r, b, s) => r.Indexed(b, s)),
            ("Constraint", static (r, b, s) => r.Constrained(b, s)),
        ];

        private static IEnumerable<(string, NodeReading)> Utilities() =>
        [
            ("TruncateStmt", static (r, b, s) => r.Plain(b, SqlKinds.Truncate, s with { Access = SqlAccess.Write })),
            ("ViewStmt", static (r, b, s) => r.View(b, s)),
            ("CreateTableAsStmt", static (r, b, s) => r.CreateTableAs(b, s)),
            ("RefreshMatViewStmt", static (r, b, s) => r.Plain(b, SqlKinds.Utility, s with { Access = SqlAccess.Write })),
            ("CreateTrigStmt", static (r, b, s) => r.Trigger(b, s)),
            ("CreateEventTrigStmt", static (r, b, s) => r.Trigger(b, s)),
            ("DropStmt", static (r, b, s) => r.Drop(b)),
            ("DropdbStmt", static (r, b, s) => r.EveryTable(null, SqlKinds.Drop)),
            ("DropOwnedStmt", static (r, b, s) => r.EveryTable(null, SqlKinds.Drop)),
            ("ReassignOwnedStmt", static (r, b, s) => r.EveryTable(null, SqlKinds.Alter)),
            ("RenameStmt", static (r, b, s) => r.Rename(b, s)),
            ("AlterObjectSchemaStmt", static (r, b, s) => r.Rename(b, s)),
            ("CommentStmt", static (r, b, s) => r.Describe(b)),
            ("SecLabelStmt", static (r, b, s) => r.Describe(b)),
            ("GrantStmt", static (r, b, s) => r.Grant(b, s)),
            ("LockStmt", static (r, b, s) => r.Plain(b, SqlKinds.Lock, s with { Access = SqlAccess.Read })),
            ("VacuumStmt", static (r, b, s) => r.Vacuum(b, s)),
            ("ClusterStmt", static (r, b, s) => r.Rebuild(b, s)),
            ("ReindexStmt", static (r, b, s) => r.Rebuild(b, s)),
            ("CopyStmt", static (r, b, s) => r.Copy(b, s)),
            ("ExplainStmt", static (r, b, s) => r.Explain(b)),
            ("PrepareStmt", static (r, b, s) => r.Prepare(b)),
            ("ExecuteStmt", static (r, b, s) => r.Execute(b, s)),
            ("DeallocateStmt", static (r, b, s) => r.Deallocate(b)),
            ("DeclareCursorStmt", static (r, b, s) => r.DeclareCursor(b)),
            ("FetchStmt", static (r, b, s) => r.UseCursor(b)),
            ("ClosePortalStmt", static (r, b, s) => r.UseCursor(b)),
            ("DiscardStmt", static (r, b, s) => r.Discard()),
            ("VariableSetStmt", static (r, b, s) => r.Set(b)),
            ("CallStmt", static (r, b, s) => r.Call(b, s)),
            ("DoStmt", static (r, b, s) => r.Runs("DO", SqlKinds.Do | SqlKinds.Opaque)),
            // Loads a library into the server: it can do anything.
            ("LoadStmt", static (r, b, s) => r.Runs("a library", SqlKinds.Utility | SqlKinds.Opaque)),
        ];

        /// <summary>What runs in the server later, whatever later statements say, or lets rows in and out past them.</summary>
        private static IEnumerable<(string, NodeReading)> Making() =>
        [
            ("CreateFunctionStmt", static (r, b, s) => r.Function(b, s)),
            .. Made(SqlKinds.Create, "a rule", "RuleStmt"),
            .. Made(SqlKinds.Create, "a cast", "CreateCastStmt CreateTransformStmt CreateConversionStmt"),
            .. Made(SqlKinds.Create, "an operator class", "CreateOpClassStmt CreateOpFamilyStmt CreateAmStmt"),
            .. Made(SqlKinds.Alter, "an operator class", "AlterOpFamilyStmt AlterOperatorStmt"),
            .. Made(SqlKinds.Create, "a language", "CreatePLangStmt"),
            .. Made(SqlKinds.Create, "an extension", "CreateExtensionStmt"),
            .. Made(SqlKinds.Alter, "an extension", "AlterExtensionStmt AlterExtensionContentsStmt"),
            .. Made(SqlKinds.Create, "a foreign table", "CreateFdwStmt CreateForeignServerStmt CreateUserMappingStmt CreateForeignTableStmt ImportForeignSchemaStmt"),
            .. Made(SqlKinds.Alter, "a foreign table", "AlterFdwStmt AlterForeignServerStmt AlterUserMappingStmt"),
            .. Made(SqlKinds.Create, "a publication", "CreatePublicationStmt CreateSubscriptionStmt"),
            .. Made(SqlKinds.Alter, "a publication", "AlterPublicationStmt AlterSubscriptionStmt"),
            ("DefineStmt", static (r, b, s) => r.Define(b, s)),
            ("CreateDomainStmt", static (r, b, s) => r.Type(b, b.Field("domainname"u8).Names(), s)),
            ("CreateEnumStmt", static (r, b, s) => r.Type(b, b.Field("typeName"u8).Names(), s)),
            ("CreateRangeStmt", static (r, b, s) => r.Type(b, b.Field("typeName"u8).Names(), s)),
            ("CompositeTypeStmt", static (r, b, s) => r.Type(b, [b.Field("typevar"u8).Text("relname"u8) ?? ""], s)),
        ];

        private static IEnumerable<(string, NodeReading)> Made(SqlKinds kind, string what, string names) =>
            names.Split(' ').Select(name => (name, (NodeReading)((r, b, s) =>
            {
                r.makesCode ??= what;
                r.Plain(b, kind, s);
            })));

        private static IEnumerable<(string, NodeReading)> All(SqlKinds kind, params string[] names) =>
            names.SelectMany(n => n.Split(' ')).Select(name => (name, (NodeReading)((r, b, s) => r.Plain(b, kind, s))));

        private static FrozenDictionary<byte[], NodeReading>.AlternateLookup<ReadOnlySpan<byte>> Build(params IEnumerable<(string Name, NodeReading Reading)>[] entries) =>
            entries.SelectMany(e => e).ToFrozenDictionary(e => Encoding.UTF8.GetBytes(e.Name), e => e.Reading, Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
    }
}
