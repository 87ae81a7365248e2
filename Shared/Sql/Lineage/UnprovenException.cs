namespace HoopLike.Shared.Sql.Lineage;

/// <summary>The text or the catalogue does not prove what flows where. Ends the reading of one statement, which then counts as if everything flowed everywhere.</summary>
public sealed class UnprovenException(string why) : Exception(why);
