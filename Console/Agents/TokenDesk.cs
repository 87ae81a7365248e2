using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Agents;

/// <summary>Hands out short-lived access tokens, each with its audit entry.</summary>
public sealed class TokenDesk(AccessTokens tokens, ConnectionRights rights, SignIns signIns, People people, ConsoleAddress address, AuditLog audit)
{
    public const int StandardMinutes = 60;
    public static readonly int LongestMinutes = (int)AccessTokens.LongestLife.TotalMinutes;

    /// <summary>Null and a reason when the caller may not use the connection.</summary>
    /// <param name="connection">The only connection it is good for; null for one that stands for its owner everywhere.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minutes"/> is less than 1 or more than <see cref="LongestMinutes"/>.</exception>
    public async Task<(Secret? Token, DateTimeOffset ExpiresAt, string? Problem)> IssueAsync(CallerIdentity caller, string? connection, int minutes, Actor actor, CancellationToken cancellationToken)
    {
        if (!caller.Actors.IsEmpty) return (null, default, "A delegated token makes no others: exchange the tokens that it was made from again.");
        if (connection is not null && await rights.FindAsync(caller, connection, cancellationToken) is null) return (null, default, $"There is no connection '{connection}' that you may use.");
        var (token, expiresAt) = await IssueAsync(caller, connection, TimeSpan.FromMinutes(minutes), cancellationToken);
        await audit.AppendAsync(actor, new AuditNote("token.issued", connection is null ? "all connections" : $"connection {connection}") { Detail = $"until {expiresAt:u}" }, cancellationToken);
        return (token, expiresAt, null);
    }

    /// <summary>Without asking for rights or writing an audit entry. What a command line gets ends with its sign-in; what a browser's page hands out is to be used elsewhere, and stays.</summary>
    public async Task<(Secret Token, DateTimeOffset ExpiresAt)> IssueAsync(CallerIdentity caller, string? connection, TimeSpan life, CancellationToken cancellationToken)
    {
        var signIn = caller.SignIn is { } id ? await signIns.FindAsync(id, cancellationToken) : null;
        if (signIn is not { Means: SignInMeans.Device }) caller = caller with { SignIn = null };
        var (token, expiresAt) = await tokens.IssueAsync(address.Value, caller, connection, life, cancellationToken);
        foreach (var link in caller.Chain) await people.NoteTokenAsync(link.Name, expiresAt, cancellationToken);
        if (caller.SignIn is { } ends) await signIns.NoteTokenAsync(ends, expiresAt, cancellationToken);
        return (token, expiresAt);
    }
}
