using System.Collections.Immutable;
using System.Text.RegularExpressions;
using HoopLike.Console.Agents.Backtests;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>How rules that are to be tried stand to those in force.</summary>
public enum BacktestMode
{
    /// <summary>By name: one that is there is replaced, others are added, those under <c>remove</c> are left out.</summary>
    Merge,
    /// <summary>Each section that is given is the whole of it; one that is not stays as it is. As when the file is applied.</summary>
    Replace,
}

/// <summary>Rules to be tried, or what is wrong with them.</summary>
/// <param name="Rules">Null where there are mistakes.</param>
public sealed record BacktestDraft(BacktestRules? Rules, ImmutableArray<ConfigMistake> Mistakes);

/// <summary>Reads policies and masking rules that somebody wants to try: checked exactly as if they were to be applied, and never stored.</summary>
public sealed partial class BacktestText(ConfigurationService configuration)
{
    private static readonly string[] otherSections = ["agents", "identityProviders", "users", "groups", "serviceAccounts", "connections", "signIn", "disabledIdentities"];

    public async Task<BacktestDraft> ReadAsync(string yaml, BacktestMode mode, CancellationToken cancellationToken)
    {
        var reading = new YamlReading(SecretSources.TextOnly);
        if (reading.Open(string.IsNullOrWhiteSpace(yaml) ? "{}" : yaml) is not { } map) return new BacktestDraft(null, [.. reading.Mistakes]);
        var (policies, rules) = (map.Section("policies", PolicySectionReader.Read), map.Section("maskingRules", MaskingSectionReader.Read));
        var remove = map.Map("remove");
        var (noPolicies, noRules) = (remove?.TextList("policies") ?? [], remove?.TextList("maskingRules") ?? []);
        remove?.End();
        if (mode == BacktestMode.Replace && remove is not null) map.Mistake("remove", "goes with mode merge: with mode replace, what a section does not name is left out anyway.");
        foreach (var section in otherSections.Where(map.Has)) map.Mistake(section, "cannot be backtested: only policies and maskingRules can, on the connections and groups that are configured now.");
        map.End();

        var stored = await configuration.ReadAsync(cancellationToken);
        var draftPolicies = Draft(stored.Policies ?? [], policies, noPolicies, p => p.Name, mode);
        var draftRules = Draft(stored.MaskingRules ?? [], rules, noRules, r => r.Name, mode);
        var wanted = stored with { Policies = [.. draftPolicies.Select(p => p.Item)], MaskingRules = [.. draftRules.Select(r => r.Item)] };
        var found = ConfigRules.Check(wanted, stored).Select(m => Placed(m, draftPolicies, draftRules))
            .Concat(Unknown("policies", noPolicies, stored.Policies.Each().Select(p => p.Item.Name)))
            .Concat(Unknown("maskingRules", noRules, stored.MaskingRules.Each().Select(r => r.Item.Name)));
        ImmutableArray<ConfigMistake> mistakes =
        [
            .. reading.Mistakes.Concat(found.Where(f => reading.Mistakes.All(m => m.Path != f.Path)).Select(m => m with { Line = reading.LineOf(m.Path) })).OrderBy(m => m.Line ?? int.MaxValue),
        ];
        return new BacktestDraft(mistakes.IsEmpty ? new BacktestRules(wanted.Policies.Value, wanted.MaskingRules.Value) : null, mistakes);
    }

    /// <summary>The rules there would be, each with its place in the text; null for those that are stored.</summary>
    private static List<(T Item, int? Place)> Draft<T>(ImmutableArray<T> stored, ImmutableArray<T>? given, ImmutableArray<string> removed, Func<T, string> nameOf, BacktestMode mode)
    {
        if (given is { } whole && mode == BacktestMode.Replace) return [.. whole.Select((item, i) => (item, (int?)i))];
        List<(T Item, int? Place)> draft = [.. stored.Where(s => !removed.Contains(nameOf(s), StringComparer.Ordinal)).Select(s => (s, (int?)null))];
        foreach (var (item, i) in (given ?? []).Select((item, i) => (item, i)))
        {
            // What the text has twice is there twice, and a mistake.
            var at = draft.FindIndex(d => d.Place is null && nameOf(d.Item) == nameOf(item));
            if (at < 0) draft.Add((item, i));
            else draft[at] = (item, i);
        }

        return draft;
    }

    private static ConfigMistake Placed(ConfigMistake mistake, List<(PolicyConfig Item, int? Place)> policies, List<(MaskingRuleConfig Item, int? Place)> rules)
    {
        if (Element().Match(mistake.Path) is not { Success: true } found) return mistake;
        var (section, index) = (found.Groups["section"].Value, int.Parse(found.Groups["index"].Value, System.Globalization.CultureInfo.InvariantCulture));
        var (place, name) = section == "policies" ? (policies[index].Place, policies[index].Item.Name) : (rules[index].Place, rules[index].Item.Name);
        return mistake with { Path = $"{section}[{(place is { } at ? $"{at}" : $"'{name}', as it is stored")}]{mistake.Path[found.Length..]}" };
    }

    private static IEnumerable<ConfigMistake> Unknown(string section, ImmutableArray<string> removed, IEnumerable<string> stored) =>
        removed.Select((name, i) => (name, i)).Where(r => !stored.Contains(r.name, StringComparer.Ordinal)).Select(r => new ConfigMistake($"remove.{section}[{r.i}]", $"there is none called '{r.name}'."));

    [GeneratedRegex(@"\A(?<section>policies|maskingRules)\[(?<index>[0-9]+)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Element();
}
