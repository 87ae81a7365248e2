using HoopLike.Shared.Contracts;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres.Asking;

/// <summary>Names of a target as they stand in statements of the gateway's own.</summary>
internal static class PgName
{
    public static string Quote(string name) => SqlQuoting.Name(name);

    public static string Quote(TableName table) => $"{Quote(table.Schema)}.{Quote(table.Table)}";
}
