using System.Text.Json;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Callers;

/// <summary>The way to one connection: where it is, the short-lived token that opens it, and the authority that vouches for it.</summary>
/// <param name="User">Shown to tools that want a user name; the gateway goes by the token.</param>
internal sealed record ConnectionWay(UsableConnection Connection, string User, AuthorityFile Authority)
{
    /// <param name="database">For connections that name none; null for the usual one.</param>
    /// <exception cref="CallerFailure">The connection leads to another database.</exception>
    public ClientTarget Target(string? database)
    {
        if (database is not null && Connection.Database is { } own && own != database)
            throw new CallerFailure($"{Plain.Text(Connection.Name)} leads to the database {Plain.Text(own)} and to no other: leave --database away.", CallerFailureKind.WrongUsage);
        return new ClientTarget(Connection.Host, Connection.Port, database ?? Connection.Database ?? "postgres", User, "verify-full") { AuthorityFile = Authority.Path };
    }
}

/// <summary>Finds connections and takes tokens for them.</summary>
internal sealed class ConnectionAccess(CallerChoice choice)
{
    public const int StandardMinutes = 60;
    public const int LongestMinutes = 720;

    public static IReadOnlyList<string> Postgres { get; } = ["postgres"];

    /// <param name="spoken">Protocols that the asking command knows how to use.</param>
    /// <exception cref="CallerFailure">There is no such connection for this caller, or it is of another protocol.</exception>
    public async Task<ConnectionWay> FindAsync(string name, IReadOnlyCollection<string> spoken, CancellationToken ct)
    {
        var caller = choice.Find();
        using var rest = new RestCalls(caller);
        var found = await ListAsync(rest, ct);
        var connection = found.FirstOrDefault(c => c.Name == name) ?? throw Unknown(name, found);
        if (!spoken.Contains(connection.Protocol)) throw new CallerFailure($"{name} speaks {Plain.Text(connection.Protocol)}, which this command does not.");
        var me = rest.Read<Myself>(await rest.GetAsync("whoami", ct));
        return new ConnectionWay(connection, me.Name, await AuthorityFile.FetchAsync(caller.Console, choice.Store.Folder, ct));
    }

    /// <summary>A token that is good for this connection only. A token in the environment that is already bound to it is used as it is.</summary>
    /// <exception cref="CallerFailure">The sign-in has ended, or the connection may not be used any more.</exception>
    public async Task<IssuedToken> IssueAsync(string name, int minutes, CancellationToken ct)
    {
        var caller = choice.Find();
        if (caller.SignIn is null && BoundToken.TryRead(caller.Token, name) is { } bound) return bound;
        using var rest = new RestCalls(caller);
        var token = rest.Read<IssuedToken>(await rest.PostAsync("tokens", new { connection = name, minutes }, ct));
        return token.Token is { Length: > 0 } && !token.Token.Any(char.IsControl) ? token : throw new CallerFailure($"{caller.Console.Text} gave no token. Check the address.");
    }

    public static async Task<IReadOnlyList<UsableConnection>> ListAsync(RestCalls rest, CancellationToken ct)
    {
        var answer = await rest.GetAsync("connections", ct);
        return rest.Read<UsableConnection[]>(answer);
    }

    private static CallerFailure Unknown(string name, IReadOnlyList<UsableConnection> found) => new(found.Count == 0
        ? $"There is no connection that you may use; ask whoever runs this gateway for '{Plain.Text(name)}'."
        : $"There is no connection '{Plain.Text(name)}' that you may use. These you may: {string.Join(", ", found.Select(c => Plain.Text(c.Name)))}.");
}
