namespace HoopLike.Shared.Sql.Lineage;

/// <summary>Columns that every table has and that hold nothing of the others.</summary>
internal static class SystemColumns
{
    public static bool Contains(string name) => name is "ctid" or "xmin" or "xmax" or "cmin" or "cmax" or "tableoid";
}
