using System.Security.Cryptography;
using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Configuration;

/// <summary>At every start: the installation has its keys, and the configuration file is in force. At the very first, without a file: somebody can sign in.</summary>
public sealed partial class FirstStart(ConsoleOptions options, ConfigurationService configuration, CertificateAuthority authority, AccessTokens tokens, KeyedHash hash, ILogger<FirstStart> logger)
{
    /// <exception cref="InvalidSettingsException">The configuration file has mistakes.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await hash.PrepareAsync(cancellationToken);
        await authority.RootPemAsync(cancellationToken);
        await tokens.KeySetAsync(cancellationToken);
        if (options.ConfigFile is { } file) await ApplyAsync(file, cancellationToken);
        else await LetSomebodyInAsync(cancellationToken);
    }

    private async Task ApplyAsync(string path, CancellationToken cancellationToken)
    {
        var file = ConfigFile.Read(await File.ReadAllTextAsync(path, cancellationToken), SecretSources.Beside(path));
        var outcome = await configuration.ApplyAsync(file.Config, Actor.ConfigFile, dryRun: file.Mistakes.Count > 0, cancellationToken);
        var mistakes = file.With(outcome.Mistakes);
        if (mistakes.Count > 0) throw new InvalidSettingsException([.. mistakes.Select(m => m.Describe(path))]);
        LogApplied(logger, path, outcome.Changes.Length, outcome.Version);
    }

    private async Task LetSomebodyInAsync(CancellationToken cancellationToken)
    {
        var stored = await configuration.ReadAsync(cancellationToken);
        if (stored.Users is not { IsEmpty: true } || stored.ServiceAccounts is not { IsEmpty: true } || stored.IdentityProviders is not { IsEmpty: true }) return;
        var password = new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)));
        var wanted = new ConsoleConfig { Users = [new UserConfig("admin", ["admins"], password)], Groups = [.. stored.Groups ?? [], .. AdminGroup(stored)] };
        await configuration.ApplyAsync(wanted, Actor.System, dryRun: false, cancellationToken);
        await System.Console.Out.WriteLineAsync($"The installation is empty. Sign in as admin with the password {password.Reveal()} and change it: it is shown only now.");
        LogAdminMade(logger);
    }

    private static IEnumerable<GroupConfig> AdminGroup(ConsoleConfig stored) =>
        stored.Groups?.Any(g => g.Name == "admins") == true ? [] : [new GroupConfig("admins", [ConsoleRole.Admin])];

    [LoggerMessage(EventId = 15001, Level = LogLevel.Information, Message = "Configuration file {File} applied: {Changes} changes, version {Version}.")]
    private static partial void LogApplied(ILogger logger, string file, int changes, long version);

    [LoggerMessage(EventId = 15002, Level = LogLevel.Warning, Message = "User admin was made for an empty installation; see stdout for its password.")]
    private static partial void LogAdminMade(ILogger logger);
}
