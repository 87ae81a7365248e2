using System.Collections.Immutable;
using System.Linq.Expressions;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Data;

/// <summary>Finds rows by whoever is part of them: as the one that calls, or as one that acts for it.</summary>
internal static class InvolvedCallers
{
    /// <summary>Rows in which <paramref name="name"/> calls or acts, letters as they are.</summary>
    /// <param name="actors">A column that is kept as JSON (<see cref="JsonColumn"/>).</param>
    public static IQueryable<T> WhereInvolved<T>(this IQueryable<T> rows, Expression<Func<T, string>> identity, Expression<Func<T, ImmutableArray<ActorIdentity>>> actors, string name)
    {
        var row = identity.Parameters[0];
        var calls = Expression.Equal(identity.Body, Expression.Property(Expression.Constant(new Holder(name)), nameof(Holder.Text)));
        return rows.Where(Expression.Lambda<Func<T, bool>>(Expression.OrElse(calls, Acts(With(actors, row), name)), row));
    }

    /// <summary>Rows in which <paramref name="name"/> acts for another.</summary>
    public static IQueryable<T> WhereActs<T>(this IQueryable<T> rows, Expression<Func<T, ImmutableArray<ActorIdentity>>> actors, string name) =>
        rows.Where(Expression.Lambda<Func<T, bool>>(Acts(actors.Body, name), actors.Parameters[0]));

    /// <summary>Quotes in names are escaped in JSON, so that nobody's name can look like two.</summary>
    private static BinaryExpression Acts(Expression actors, string name)
    {
        var text = Expression.Convert(Expression.Convert(actors, typeof(object)), typeof(string));
        var part = Expression.Property(Expression.Constant(new Holder($"\"name\":{JsonColumn.Write(name)},")), nameof(Holder.Text));
        // Said aloud for the index that holds only rows with actors.
        return Expression.AndAlso(Expression.NotEqual(text, Expression.Constant("[]")), Expression.Call(text, typeof(string).GetMethod(nameof(string.Contains), [typeof(string)])!, part));
    }

    private static Expression With<T>(Expression<Func<T, ImmutableArray<ActorIdentity>>> actors, ParameterExpression row) => new Swap(actors.Parameters[0], row).Visit(actors.Body);

    /// <summary>Makes a parameter of what would otherwise be written into the statement.</summary>
    private sealed record Holder(string Text);

    private sealed class Swap(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
