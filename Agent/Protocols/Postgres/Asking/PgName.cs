using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Protocols.Postgres.Asking;

/// <summary>Names of a target as they stand in statements of the gateway's own.</summary>
internal static class PgName
{
    public static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    public static string Quote(TableName table) => $"{Quote(table.Schema)}.{Quote(table.Table)}";
}
