using System.Linq.Expressions;

namespace HoopLike.Console.Data;

/// <summary>Puts a column into a provider's LIKE.</summary>
internal static class LikeExpression
{
    public static Expression<Func<T, bool>> Build<T>(Expression<Func<T, string>> column, string pattern, Expression<Func<string, string, bool>> like)
    {
        var withColumn = new Replace(like.Parameters[0], column.Body).Visit(like.Body);
        var withPattern = new Replace(like.Parameters[1], Expression.Constant(pattern)).Visit(withColumn);
        return Expression.Lambda<Func<T, bool>>(withPattern, column.Parameters);
    }

    private sealed class Replace(ParameterExpression what, Expression by) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == what ? by : node;
    }
}
