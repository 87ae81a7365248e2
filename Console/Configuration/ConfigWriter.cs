using System.Globalization;
using System.Text.Json;
using HoopLike.Console.Agents;
using HoopLike.Console.Connections;
using HoopLike.Console.Identities;
using HoopLike.Shared.Snapshot;
using YamlDotNet.Serialization;

namespace HoopLike.Console.Configuration;

/// <summary>Writes a configuration as the YAML that <see cref="ConfigFile"/> reads. Secrets are left out; read back, that keeps them.</summary>
public static class ConfigWriter
{
    private static readonly ISerializer serializer = new SerializerBuilder().WithQuotingNecessaryStrings().DisableAliases().Build();

    public static string Write(ConsoleConfig config)
    {
        var sections = new YamlTree()
            .AddList("agents", config.Agents.Each().Select(a => Agent(a.Item)))
            .AddList("identityProviders", config.IdentityProviders.Each().Select(p => Provider(p.Item)))
            .AddList("users", config.Users.Each().Select(u => User(u.Item)))
            .AddList("groups", config.Groups.Each().Select(g => Group(g.Item)))
            .AddList("serviceAccounts", config.ServiceAccounts.Each().Select(a => ServiceAccount(a.Item)))
            .AddList("connections", config.Connections.Each().Select(c => Connection(c.Item)))
            .AddList("policies", config.Policies.Each().Select(p => Policy(p.Item)))
            .AddList("maskingRules", config.MaskingRules.Each().Select(r => Rule(r.Item)));
        if (config.LocalSignIn is { } local) sections.Add("signIn", new YamlTree().Add("local", local));
        if (config.DisabledIdentities is { IsEmpty: false } disabled) sections.Add("disabledIdentities", disabled);
        return serializer.Serialize(sections.Children);
    }

    /// <summary>One object, as it stands in its section.</summary>
    /// <exception cref="ArgumentException">It is no part of a configuration.</exception>
    public static string WriteOne(object config) => serializer.Serialize(Tree(config).Children);

    /// <summary>One object as an item of its section's list, to paste under the section's key.</summary>
    /// <exception cref="ArgumentException">It is no part of a configuration.</exception>
    public static string WriteItem(object config) => serializer.Serialize(new[] { Tree(config).Children });

    private static YamlTree Tree(object config) => config switch
    {
        AgentConfig a => Agent(a),
        IdentityProviderConfig p => Provider(p),
        UserConfig u => User(u),
        GroupConfig g => Group(g),
        ServiceAccountDefinition a => ServiceAccount(a),
        ConnectionDefinition c => Connection(c),
        PolicyConfig p => Policy(p),
        MaskingRuleConfig r => Rule(r),
        _ => throw new ArgumentException($"{config.GetType().Name} is no part of the configuration.", nameof(config)),
    };

    private static YamlTree Agent(AgentConfig a) => new YamlTree().Add("name", a.Name).Add("tokenHours", a.TokenHours);

    private static YamlTree User(UserConfig u) => new YamlTree().Add("name", u.Name).Add("groups", u.Groups);

    private static YamlTree Group(GroupConfig g) => new YamlTree().Add("name", g.Name).Add("roles", g.Roles.Select(r => Word(r)));

    private static YamlTree ServiceAccount(ServiceAccountDefinition a) => new YamlTree().Add("name", a.Name).Add("groups", a.Groups);

    private static YamlTree Provider(IdentityProviderConfig p)
    {
        var tree = new YamlTree()
            .Add("name", p.Name).Add("kind", Word(p.Kind)).Add("title", p.Title).Add("issuer", p.Issuer).Add("clientId", p.ClientId)
            .Add("groupsClaim", p.GroupsClaim).Add("nameClaim", p.NameClaim).Add("namePrefix", p.NamePrefix).Add("audiences", p.Audiences)
            .Add("scopes", p.Scopes).Add("prompt", p.Prompt)
            .Add("signInUrl", p.SignInUrl).Add("signOutUrl", p.SignOutUrl).Add("certificates", p.Certificates).Add("metadataUrl", p.MetadataUrl);
        return p.AllowIdpInitiated ? tree.Add("allowIdpInitiated", true) : tree;
    }

    private static YamlTree Connection(ConnectionDefinition definition)
    {
        var c = definition.Config;
        return new YamlTree()
            .Add("name", c.Name)
            .Add("protocol", Word(c.Protocol))
            .Add("agents", definition.Agents)
            .Add("listen", new YamlTree().Add("port", c.Listen.Port).Add("address", c.Listen.Address).Add("host", c.Listen.Host))
            .Add("tags", (IReadOnlyDictionary<string, string>)c.Tags)
            .Add("target", new YamlTree().Add("host", c.Target.Host).Add("port", c.Target.Port).Add("path", c.Target.Path).Add("database", c.Target.Database).Add("tls", Word(c.Target.Tls)).Add("certificateAuthority", c.Target.CertificateAuthority))
            .Add("credential", CredentialYaml.Of(c.Protocol, c.Credential))
            .Add("clientTls", Word(c.ClientTls))
            .Add("recording", new YamlTree().Add("durability", Word(c.Recording.Durability)).Add("resultLimit", ByteSize.Write(c.Recording.ResultLimit)).Add("retentionDays", c.Recording.RetentionDays));
    }

    private static YamlTree Policy(PolicyConfig p)
    {
        var tree = new YamlTree().Add("name", p.Name).Add("effect", Word(p.Effect)).Add("scope", Word(p.Scope));
        if (p.Mode != PolicyMode.Enforce) tree.Add("mode", Word(p.Mode));
        if (p.At != PolicyMoment.Statement) tree.Add("at", Word(p.At));
        tree.Add("subjects", Subjects(p.Subjects)).Add("connections", Connections(p.Connections));
        if (p.Sql is { } sql)
        {
            var match = new YamlTree().Add("kinds", sql.Kinds).Add("tables", sql.Tables).Add("functions", sql.Functions);
            if (sql.WithoutWhere) match.Add("withoutWhere", true);
            tree.Add("match", new YamlTree().AddEvenEmpty("sql", match));
        }

        if (p.Http is { } http) tree.Add("match", new YamlTree().AddEvenEmpty("http", Http(http)));
        if (p.When is { } when)
            tree.Add("when", new YamlTree().Add("days", when.Days.Select(d => d.ToString()[..3].ToLowerInvariant())).Add("from", Time(when.From)).Add("to", Time(when.To)).Add("zone", when.Zone));
        if (p.Approval is { } a)
            tree.Add("approval", new YamlTree().Add("groups", a.Groups).Add("required", a.Required).Add("timeoutSeconds", a.TimeoutSeconds).Add("grantMinutes", a.GrantMinutes));
        return tree.Add("message", p.Message);
    }

    private static YamlTree Http(HttpMatch m)
    {
        var tree = new YamlTree().Add("methods", m.Methods).Add("paths", m.Paths);
        if (m.IgnorePathCase) tree.Add("ignorePathCase", true);
        tree.Add("headers", m.Headers).Add("jsonPaths", m.JsonPaths).Add("models", m.Models).Add("tools", m.Tools).Add("toolChanges", m.ToolChanges).Add("serverRequests", m.ServerRequests);
        if (m.MaxTokens is { } tokens) tree.Add("maxTokens", new YamlTree().Add("above", tokens.Above));
        return m.Graphql is { } graphql ? tree.AddEvenEmpty("graphql", new YamlTree().Add("kinds", graphql.Kinds).Add("fields", graphql.Fields)) : tree;
    }

    private static YamlTree Rule(MaskingRuleConfig r)
    {
        var method = new YamlTree().Add("kind", Word(r.Method.Kind));
        if (r.Method.KeepFirst > 0) method.Add("keepFirst", r.Method.KeepFirst);
        if (r.Method.KeepLast > 0) method.Add("keepLast", r.Method.KeepLast);
        return new YamlTree()
            .Add("name", r.Name).Add("connections", Connections(r.Connections)).Add("exempt", Subjects(r.Exempt))
            .Add("columns", r.Columns).Add("jsonPaths", r.JsonPaths).Add("detectors", r.Detectors).AddSome("patterns", r.Patterns.Select(Pattern)).Add("method", method).Add("predicates", Word(r.Predicates)).Add("copies", r.Copies == CopyUse.Deny ? null : Word(r.Copies))
            .Add("direction", r.Direction == MaskDirection.Response ? null : Word(r.Direction));
    }

    private static YamlTree Pattern(PatternDetector p)
    {
        var tree = new YamlTree().Add("name", p.Name).Add("regex", p.Regex).Add("near", p.Near);
        return p.MaxLength == PatternDetector.DefaultLength ? tree : tree.Add("maxLength", p.MaxLength);
    }

    private static YamlTree Subjects(SubjectMatch m) => new YamlTree().Add("groups", m.Groups).Add("identities", m.Identities).Add("kinds", m.Kinds.Select(k => Word(k)));

    private static YamlTree Connections(ConnectionMatch m) => new YamlTree().Add("names", m.Names).Add("tags", (IReadOnlyDictionary<string, string>)m.Tags);

    private static string Word<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Time(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}");
}
