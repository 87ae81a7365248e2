using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Identities;

/// <summary>How a sign-in was made. A device is a command line that somebody confirmed in a browser.</summary>
public enum SignInMeans { Password, Oidc, Saml, Device }

/// <summary>The time that a browser or a command line is signed in. Its cookie or tokens carry only its id: who it is, and whether it still counts, stands here.</summary>
public sealed class SignInEntity : IVersioned
{
    public Guid Id { get; set; }
    public required string Name { get; set; }
    public CallerKind Kind { get; set; }
    /// <summary>Null for a local account, whose groups are its configuration's.</summary>
    public string? Provider { get; set; }
    public SignInMeans Means { get; set; }
    /// <summary>As the provider last said.</summary>
    public ImmutableArray<string> Groups { get; set; } = [];
    /// <summary>The provider's own name for the person.</summary>
    public string? Subject { get; set; }
    /// <summary>The provider's name for its own session: OIDC's <c>sid</c>, SAML's SessionIndex.</summary>
    public string? ProviderSession { get; set; }
    /// <summary>The provider's tokens, encrypted: for asking it again, and for signing out there.</summary>
    public string? ProtectedTokens { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset LastSeenAt { get; set; }
    /// <summary>When the provider was last asked for the groups.</summary>
    public DateTimeOffset? RefreshedAt { get; set; }
    /// <summary>Why it could not be asked; null when it could.</summary>
    public string? RefreshError { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    /// <summary>When the last token ends that names this sign-in; null where none was made.</summary>
    public DateTimeOffset? TokensUntil { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public string? EndReason { get; set; }
    public string? Address { get; set; }
    /// <summary>The browser or program as it names itself; cut at <see cref="ClientLimit"/> characters.</summary>
    public string? Client { get; set; }
    public Guid Version { get; set; }

    /// <summary>Longer than what browsers say of themselves.</summary>
    public const int ClientLimit = 300;

    internal sealed class Mapping : IEntityTypeConfiguration<SignInEntity>
    {
        public void Configure(EntityTypeBuilder<SignInEntity> builder)
        {
            builder.ToTable("sign_ins");
            builder.HasKey(s => s.Id);
            builder.Property(s => s.Id).ValueGeneratedNever();
            builder.HasIndex(s => new { s.Name, s.CreatedAt });
            builder.HasIndex(s => new { s.Provider, s.ProviderSession });
            builder.HasIndex(s => s.ExpiresAt);
            builder.HasIndex(s => s.TokensUntil);
        }
    }
}

/// <summary>A sign-in that was begun here and waits for the provider's answer. Each answers one request, once.</summary>
public sealed class PendingSignInEntity
{
    public required string Id { get; set; }
    public required string Provider { get; set; }
    public required string ReturnUrl { get; set; }
    /// <summary>Lower-case hex SHA-256 of what the browser keeps in a cookie: the answer must come in the same browser.</summary>
    public required string BrowserHash { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PendingSignInEntity>
    {
        public void Configure(EntityTypeBuilder<PendingSignInEntity> builder)
        {
            builder.ToTable("pending_sign_ins");
            builder.HasKey(p => p.Id);
            builder.HasIndex(p => p.ExpiresAt);
        }
    }
}

/// <summary>An assertion that was accepted once, so that it is never accepted again while it is valid.</summary>
public sealed class SeenAssertionEntity
{
    /// <summary>Lower-case hex SHA-256 of issuer and assertion id.</summary>
    public required string Id { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SeenAssertionEntity>
    {
        public void Configure(EntityTypeBuilder<SeenAssertionEntity> builder)
        {
            builder.ToTable("seen_assertions");
            builder.HasKey(a => a.Id);
            builder.HasIndex(a => a.ExpiresAt);
        }
    }
}
