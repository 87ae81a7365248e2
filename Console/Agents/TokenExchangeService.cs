using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Agents;

/// <summary>A delegated token, or why there is none.</summary>
/// <param name="Problem">In words for whoever asked; null where there is a token.</param>
public sealed record TokenExchange(Secret? Token, DateTimeOffset ExpiresAt, string? Problem);

/// <summary>Makes tokens with which one acts for another (RFC 8693). Both have proven who they are: what is checked here is whether they may act together, and for how long.</summary>
public sealed class TokenExchangeService(TokenDesk desk, ConnectionRights rights, IdentityDirectory directory, AuditLog audit)
{
    /// <summary>A token for <paramref name="subject"/> in which <paramref name="actor"/> acts, outermost those who act for the actor already (RFC 8693, section 4.1): its rights are those that each of them has.</summary>
    /// <param name="connection">The only connection that it is good for; null for any. Where one of the tokens given is good for one only, that one.</param>
    /// <param name="life">At most what the shorter-lived of the tokens given has left; never longer than 12 hours.</param>
    /// <param name="by">Who asks, for the audit log, where a refusal stands too.</param>
    public async Task<TokenExchange> ExchangeAsync(CallerIdentity subject, CallerIdentity actor, string? connection, TimeSpan life, Actor by, CancellationToken cancellationToken)
    {
        var delegated = subject with { Actors = [.. actor.Actors, new ActorIdentity(actor.Name, actor.Kind, actor.Groups, actor.ProvenBy), .. subject.Actors] };
        if (life > AccessTokens.LongestLife) life = AccessTokens.LongestLife;
        var problem = await WhyNotAsync(subject, actor, delegated, life, cancellationToken);
        if (problem is null && connection is not null && await rights.FindAsync(delegated, connection, cancellationToken) is null) problem = $"There is no connection '{connection}' that {delegated.Words} may use.";
        var target = connection is null ? "all connections" : $"connection {connection}";
        if (problem is not null)
        {
            await audit.AppendAsync(by, new AuditNote("token.refused", target) { Detail = $"{delegated.Words}: {problem}" }, cancellationToken);
            return new TokenExchange(null, default, problem);
        }

        var (token, expiresAt) = await desk.IssueAsync(delegated, connection, life, cancellationToken);
        await audit.AppendAsync(by, new AuditNote("token.exchanged", target) { Detail = $"{delegated.Words}, until {expiresAt:u}" }, cancellationToken);
        return new TokenExchange(token, expiresAt, null);
    }

    private async Task<string?> WhyNotAsync(CallerIdentity subject, CallerIdentity actor, CallerIdentity delegated, TimeSpan life, CancellationToken cancellationToken)
    {
        if (life <= TimeSpan.Zero) return "One of the tokens has expired.";
        if (string.Equals(subject.Name, actor.Name, StringComparison.OrdinalIgnoreCase)) return $"{subject.Name} cannot act for itself.";
        if (delegated.Actors.Length > ActorIdentity.LongestChain) return $"More than {ActorIdentity.LongestChain} would act for {subject.Name}; delegate in fewer steps.";
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (delegated.Chain.FirstOrDefault(link => !names.Add(link.Name)) is { } twice) return $"{twice.Name} would be in the chain twice.";
        var image = await directory.CurrentAsync(cancellationToken);
        return delegated.Chain.FirstOrDefault(link => image.IsBarred(link.Name)) is { } barred ? $"{barred.Name} is disabled." : null;
    }
}
