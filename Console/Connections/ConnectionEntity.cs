using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Connections;

/// <summary>A connection and the agents that serve it. A credential without password keeps the stored one; an empty password clears it.</summary>
public sealed record ConnectionDefinition(ConnectionConfig Config, ImmutableArray<string> Agents);

public sealed class ConnectionEntity : ConfiguredEntity<ConnectionDefinition>
{
    /// <summary>Encrypted; null when the target asks for none.</summary>
    public string? ProtectedPassword { get; set; }

    internal sealed class Mapping() : ConfiguredEntityMapping<ConnectionEntity, ConnectionDefinition>("connections");
}

/// <summary>Stores <see cref="ConnectionDefinition"/>.</summary>
public sealed class ConnectionSection(SecretProtector protector, TimeProvider time) : ConfigSection<ConnectionDefinition, ConnectionEntity>("connection", time)
{
    public override string NameOf(ConnectionDefinition config) => config.Config.Name;

    /// <summary>With the real credential in it, for an agent.</summary>
    public ConnectionConfig Reveal(ConnectionEntity entity) => entity.Config.Config with
    {
        Credential = entity.Config.Config.Credential with { Password = entity.ProtectedPassword is { } text ? protector.Unprotect(text) : null },
    };

    protected override ConnectionEntity Create(ConnectionDefinition config) => new() { Name = config.Config.Name, Config = config };

    protected override ConnectionDefinition WithoutSecrets(ConnectionDefinition config) =>
        config with { Config = config.Config with { Credential = config.Config.Credential with { Password = null } } };

    protected override Task<bool> WriteSecretsAsync(ConsoleDb db, ConnectionEntity entity, ConnectionDefinition config, CancellationToken cancellationToken)
    {
        var password = config.Config.Credential.Password;
        if (password is null || protector.Matches(entity.ProtectedPassword, password)) return Task.FromResult(false);
        var before = entity.ProtectedPassword;
        entity.ProtectedPassword = password.Reveal().Length == 0 ? null : protector.Protect(password);
        return Task.FromResult(before is not null || entity.ProtectedPassword is not null);
    }
}
