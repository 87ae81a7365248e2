using HoopLike.Shared.Http;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Policy;

/// <summary>What policies are asked about: a text of SQL or a request of HTTP.</summary>
internal readonly record struct AskedOperation
{
    private AskedOperation(SqlAnalysis? sql, HttpOperation? http) => (Sql, Http) = (sql, http);

    public SqlAnalysis? Sql { get; }

    public HttpOperation? Http { get; }

    public static implicit operator AskedOperation(SqlAnalysis operation) => new(operation, null);

    public static implicit operator AskedOperation(HttpOperation operation) => new(null, operation);
}
