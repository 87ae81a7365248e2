namespace HoopLike.Console.Configuration;

/// <summary>What a file says, and where it says it.</summary>
public sealed class ConfigFile
{
    private readonly YamlReading reading;

    private ConfigFile(YamlReading reading, ConsoleConfig config) => (this.reading, Config) = (reading, config);

    public ConsoleConfig Config { get; }

    /// <summary>What is wrong with the text itself: syntax, keys, words, forms.</summary>
    public IReadOnlyList<ConfigMistake> Mistakes => reading.Mistakes;

    /// <summary>Reads all of it, whatever is wrong with parts of it.</summary>
    public static ConfigFile Read(string text, SecretSources secrets)
    {
        var fresh = new YamlReading(secrets);
        var map = fresh.Open(text);
        if (map is null) return new ConfigFile(fresh, new ConsoleConfig());
        var config = new ConsoleConfig
        {
            Agents = map.Section("agents", IdentitySections.Agent),
            IdentityProviders = map.Section("identityProviders", IdentitySections.IdentityProvider),
            Users = map.Section("users", IdentitySections.User),
            Groups = map.Section("groups", IdentitySections.Group),
            ServiceAccounts = map.Section("serviceAccounts", IdentitySections.ServiceAccount),
            Connections = map.Section("connections", ConnectionSectionReader.Read),
            Policies = map.Section("policies", PolicySectionReader.Read),
            MaskingRules = map.Section("maskingRules", MaskingSectionReader.Read),
            DisabledIdentities = map.Has("disabledIdentities") ? map.TextList("disabledIdentities") : null,
            LocalSignIn = SignIn(map.Map("signIn")),
        };
        map.End();
        return new ConfigFile(fresh, config);
    }

    /// <summary>Puts lines to mistakes that were found in the model, and adds them to those in the text, in the file's order.</summary>
    public IReadOnlyList<ConfigMistake> With(IEnumerable<ConfigMistake> found) =>
        [.. Mistakes.Concat(found.Where(f => Mistakes.All(m => m.Path != f.Path)).Select(m => m with { Line = reading.LineOf(m.Path) })).OrderBy(m => m.Line ?? int.MaxValue)];

    private static bool? SignIn(YamlMap? map)
    {
        if (map is null) return null;
        var local = map.Flag("local");
        map.End();
        return local;
    }
}
