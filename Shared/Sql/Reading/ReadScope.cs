namespace HoopLike.Shared.Sql.Reading;

/// <summary>Where in a statement the reader is.</summary>
/// <param name="Ctes">CTE names in sight.</param>
/// <param name="Place">What a column found here is used for.</param>
/// <param name="Access">What is done to a relation named here.</param>
/// <param name="IsPredicateToo">Values from here are compared as well (DISTINCT, UNION, IN (SELECT ...)).</param>
internal readonly record struct ReadScope(CteName? Ctes, SqlColumnPlace Place, SqlAccess Access, bool IsPredicateToo = false)
{
    public ReadScope As(SqlColumnPlace place) => Place == SqlColumnPlace.Predicate ? this : this with { Place = place };

    public ReadScope AsPredicate => this with { Place = SqlColumnPlace.Predicate, IsPredicateToo = false };

    public ReadScope AndPredicate => Place == SqlColumnPlace.Predicate ? this : this with { IsPredicateToo = true };
}

/// <summary>A linked list of names, innermost first.</summary>
internal sealed record CteName(string Name, CteName? Outer)
{
    public static bool IsIn(CteName? names, string name)
    {
        for (var at = names; at is not null; at = at.Outer)
            if (string.Equals(at.Name, name, StringComparison.Ordinal)) return true;
        return false;
    }
}
