using System.Collections.Frozen;

namespace HoopLike.Shared.Sql.Lineage;

/// <summary>What a word in the body of a function can make it do.</summary>
internal static class BodyKinds
{
    /// <summary>The server lets no function do these that is declared stable or immutable.</summary>
    private static readonly FrozenDictionary<string, SqlKinds> writing = new Dictionary<string, SqlKinds>(StringComparer.Ordinal)
    {
        ["insert"] = SqlKinds.Insert,
        ["update"] = SqlKinds.Update,
        ["delete"] = SqlKinds.Delete,
        ["merge"] = SqlKinds.Merge,
        ["truncate"] = SqlKinds.Truncate,
        ["create"] = SqlKinds.Create,
        ["alter"] = SqlKinds.Alter,
        ["drop"] = SqlKinds.Drop,
        ["grant"] = SqlKinds.Grant,
        ["revoke"] = SqlKinds.Grant,
        ["copy"] = SqlKinds.CopyIn | SqlKinds.CopyOut | SqlKinds.CopyProgram,
        ["call"] = SqlKinds.Call | SqlKinds.Opaque,
        ["lock"] = SqlKinds.Lock,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, SqlKinds> others = new Dictionary<string, SqlKinds>(StringComparer.Ordinal)
    {
        ["select"] = SqlKinds.Select,
        ["perform"] = SqlKinds.Select,
        // Runs text.
        ["execute"] = SqlKinds.Execute | SqlKinds.Opaque,
        ["notify"] = SqlKinds.Notify,
        ["pg_notify"] = SqlKinds.Notify,
        ["set_config"] = SqlKinds.Set,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static SqlKinds Of(string word, bool isVolatile) => others.GetValueOrDefault(word) | (isVolatile ? writing.GetValueOrDefault(word) : SqlKinds.None);
}
