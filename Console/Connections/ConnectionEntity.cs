using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Console.Security;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Snapshot.Validation;

namespace HoopLike.Console.Connections;

/// <summary>A connection and the agents that serve it. A secret that the credential leaves out stays as it is stored; an empty one clears it.</summary>
public sealed record ConnectionDefinition(ConnectionConfig Config, ImmutableArray<string> Agents);

public sealed class ConnectionEntity : ConfiguredEntity<ConnectionDefinition>
{
    /// <summary>The credential's secret parts as <see cref="StoredCredential"/> writes them, encrypted; null when the target asks for none.</summary>
    public string? ProtectedPassword { get; set; }

    internal sealed class Mapping() : ConfiguredEntityMapping<ConnectionEntity, ConnectionDefinition>("connections");
}

/// <summary>Stores <see cref="ConnectionDefinition"/>.</summary>
public sealed class ConnectionSection(SecretProtector protector, TimeProvider time) : ConfigSection<ConnectionDefinition, ConnectionEntity>("connection", time)
{
    public override string NameOf(ConnectionDefinition config) => config.Config.Name;

    /// <summary>With the real credential in it, for an agent.</summary>
    public ConnectionConfig Reveal(ConnectionEntity entity) => entity.Config.Config with { Credential = entity.Config.Config.Credential.With(SecretsOf(entity)) };

    /// <summary>The credential of a connection that need not be saved, with what is stored for it in the places that it leaves empty.</summary>
    /// <param name="entity">What is stored under its name; null where nothing is.</param>
    public ConnectionConfig Complete(ConnectionConfig draft, ConnectionEntity? entity) =>
        draft with { Credential = draft.Credential.With(StoredCredential.Merge(draft, entity?.Config.Config, entity is null ? CredentialSecrets.None : SecretsOf(entity))) };

    protected override ConnectionEntity Create(ConnectionDefinition config) => new() { Name = config.Config.Name, Config = config };

    protected override ConnectionDefinition WithoutSecrets(ConnectionDefinition config) =>
        config with { Config = config.Config with { Credential = config.Config.Credential.WithoutSecrets() } };

    protected override Task<bool> WriteSecretsAsync(ConsoleDb db, ConnectionEntity entity, ConnectionDefinition config, CancellationToken cancellationToken)
    {
        var stored = SecretsOf(entity);
        var merged = StoredCredential.Merge(config.Config, entity.Config.Config, stored);
        if (config.Config.Credential.ClientCertificate is { Certificates: var certificates } && merged.ClientKey is { } key && PemChecks.WhyNotKeyOf(certificates, key.Reveal()) is { } wrong)
            throw new ChangeRefusedException("credential.clientCertificate.key", $"{wrong.TrimEnd('.')} (connection {entity.Name}).");
        if (merged == stored) return Task.FromResult(false);
        entity.ProtectedPassword = StoredCredential.Pack(merged) is { } text ? protector.Protect(text) : null;
        return Task.FromResult(true);
    }

    private CredentialSecrets SecretsOf(ConnectionEntity entity) => StoredCredential.Unpack(entity.ProtectedPassword is { } text ? protector.Unprotect(text) : null);
}
