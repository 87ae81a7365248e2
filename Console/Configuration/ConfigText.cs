using HoopLike.Console.Audit;

namespace HoopLike.Console.Configuration;

/// <summary>Applies a configuration that somebody sent as YAML, all of it or nothing.</summary>
public sealed class ConfigText(ConfigurationService configuration)
{
    /// <summary>Characters.</summary>
    public const int Longest = 4 * 1024 * 1024;

    /// <summary>Mistakes in the text and mistakes in what it means are told together, in the text's order; nothing is changed while there is one of either.</summary>
    /// <param name="dryRun">Says what would change, and changes nothing.</param>
    public async Task<ConfigOutcome> ApplyAsync(string yaml, Actor actor, bool dryRun, CancellationToken cancellationToken)
    {
        var file = ConfigFile.Read(yaml, SecretSources.TextOnly);
        var hasTextMistakes = file.Mistakes.Count > 0;
        if (hasTextMistakes && file.Config == new ConsoleConfig()) return new ConfigOutcome([.. file.With([])], [], 0);
        var outcome = await configuration.ApplyAsync(file.Config, actor, dryRun || hasTextMistakes, cancellationToken);
        return hasTextMistakes || !outcome.Mistakes.IsEmpty ? outcome with { Mistakes = [.. file.With(outcome.Mistakes)], Changes = [] } : outcome;
    }
}
