using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Identities;

/// <summary>A local account.</summary>
/// <param name="Password">Null keeps the stored one.</param>
public sealed record UserConfig(string Name, ImmutableArray<string> Groups, Secret? Password = null);

public sealed class UserEntity : ConfiguredEntity<UserConfig>
{
    /// <summary>As <see cref="PasswordHasher{TUser}"/> writes it; null for an account that cannot sign in.</summary>
    public string? PasswordHash { get; set; }

    internal sealed class Mapping() : ConfiguredEntityMapping<UserEntity, UserConfig>("users");
}

/// <summary>Stores <see cref="UserConfig"/>.</summary>
public sealed class UserSection(TimeProvider time) : ConfigSection<UserConfig, UserEntity>("user", time)
{
    private static readonly PasswordHasher<UserEntity> hasher = new();

    public override string NameOf(UserConfig config) => config.Name;

    /// <summary>Whether the password is the account's. Takes as long for an account that does not exist.</summary>
    public static bool Verify(UserEntity? user, Secret password)
    {
        var hash = user?.PasswordHash ?? nobody.Value;
        var verified = hasher.VerifyHashedPassword(user!, hash, password.Reveal()) != PasswordVerificationResult.Failed;
        return verified && user?.PasswordHash is not null;
    }

    protected override UserEntity Create(UserConfig config) => new() { Name = config.Name, Config = config };

    protected override UserConfig WithoutSecrets(UserConfig config) => config with { Password = null };

    protected override Task RemovingAsync(ConsoleDb db, UserEntity entity, CancellationToken cancellationToken) =>
        RemovedIdentityEntity.NoteAsync(db, entity.Name, Time.GetUtcNow(), cancellationToken);

    protected override Task<bool> WriteSecretsAsync(ConsoleDb db, UserEntity entity, UserConfig config, CancellationToken cancellationToken)
    {
        if (config.Password is null || Verify(entity, config.Password)) return Task.FromResult(false);
        entity.PasswordHash = hasher.HashPassword(entity, config.Password.Reveal());
        return Task.FromResult(true);
    }

    private static readonly Lazy<string> nobody = new(() => hasher.HashPassword(null!, Guid.NewGuid().ToString()));
}

/// <summary>Failed sign-ins of one account.</summary>
public sealed class SignInFailureEntity
{
    public required string User { get; set; }
    public int Count { get; set; }
    public DateTimeOffset? LockedUntil { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SignInFailureEntity>
    {
        public void Configure(EntityTypeBuilder<SignInFailureEntity> builder)
        {
            builder.ToTable("sign_in_failures");
            builder.HasKey(f => f.User);
        }
    }
}
