namespace HoopLike.Shared.Masking.Columns;

/// <summary>Schemas that every PostgreSQL server brings along.</summary>
internal static class ServerSchema
{
    public static bool Is(string schema) => schema is "pg_catalog" or "information_schema" or "pg_toast";
}
