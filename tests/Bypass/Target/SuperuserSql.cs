using HoopLike.Bypass.Tests.Wire;
using HoopLike.EndToEnd.Tests.Fixtures;

namespace HoopLike.Bypass.Tests.Target;

/// <summary>What is done on the target itself, by no gateway.</summary>
static class SuperuserSql
{
    /// <summary>Runs SQL as the superuser, each text as one simple query, as psql would send it.</summary>
    /// <exception cref="InvalidOperationException">The target refuses it.</exception>
    public static Task RunAsync(this PrivatePostgres postgres, string database, params string[] statements) => Task.Run(() =>
    {
        using var client = RawClient.Open(postgres.Port, "postgres", postgres.SuperuserPassword, database);
        foreach (var sql in statements)
            if (client.Query(sql).Find(m => m.Type == 'E') is { } error) throw new InvalidOperationException($"{error}\n{sql}");
    });

    /// <summary>All that the target answers the superuser, errors too.</summary>
    public static Task<IReadOnlyList<PgMessage>> AnswerAsync(this PrivatePostgres postgres, string database, string question) => Task.Run<IReadOnlyList<PgMessage>>(() =>
    {
        using var client = RawClient.Open(postgres.Port, "postgres", postgres.SuperuserPassword, database);
        return client.Query(question);
    });
}
