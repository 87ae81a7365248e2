using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Console.Configuration;
using HoopLike.Console.Connections;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Components.Pages.Connections;

/// <summary>A connection while somebody writes it: every field as it was typed.</summary>
public sealed class ConnectionDraft
{
    private static readonly RecordingConfig standardRecording = new();

    public string Name { get; set; } = "";
    public ConnectionProtocol Protocol { get; set; } = ConnectionProtocol.Postgres;
    public ImmutableArray<string> Agents { get; set; } = [];
    public string Host { get; set; } = "";
    public string Port { get; set; } = Text(FreePorts.Usual(ConnectionProtocol.Postgres));
    public string Database { get; set; } = "";
    /// <summary>Base path of an HTTP target; empty for none.</summary>
    public string Path { get; set; } = "";
    public TargetTlsMode Tls { get; set; } = TargetTlsMode.Prefer;
    /// <summary>PEM.</summary>
    public string Authority { get; set; } = "";
    /// <summary>The parts of the credential that only HTTP targets take.</summary>
    public CredentialDraft Credential { get; init; } = new();
    /// <summary>Who the gateway is at the target, whatever the kind of credential calls it.</summary>
    public string Username { get; set; } = "";
    /// <summary>The secret, whatever its kind. Empty keeps the stored one.</summary>
    public string Password { get; set; } = "";
    /// <summary>The target asks for none: the stored one goes.</summary>
    public bool WithoutPassword { get; set; }
    public string ListenPort { get; set; } = "";
    public string ListenAddress { get; set; } = "";
    /// <summary>Of HTTP, where connections share a port.</summary>
    public string ListenHost { get; set; } = "";
    public ClientTlsMode ClientTls { get; set; } = ClientTlsMode.Require;
    /// <summary>Each as <c>env=prod</c>.</summary>
    public ImmutableArray<string> Tags { get; set; } = [];
    public RecordingDurability Durability { get; set; } = standardRecording.Durability;
    /// <summary>As <c>64KiB</c>.</summary>
    public string ResultLimit { get; set; } = ByteSize.Write(standardRecording.ResultLimit);
    public string RetentionDays { get; set; } = Text(standardRecording.RetentionDays);

    public static ConnectionDraft From(ConnectionConfig config, ImmutableArray<string> agents) => new()
    {
        Name = config.Name,
        Protocol = config.Protocol,
        Agents = agents,
        Host = config.Target.Host,
        Port = Text(config.Target.Port),
        Database = config.Target.Database ?? "",
        Tls = config.Target.Tls,
        Authority = config.Target.CertificateAuthority ?? "",
        Path = config.Target.Path ?? "",
        Credential = CredentialDraft.From(config),
        Username = config.Credential.Username,
        ListenPort = Text(config.Listen.Port),
        ListenAddress = config.Listen.Address ?? "",
        ListenHost = config.Listen.Host ?? "",
        ClientTls = config.ClientTls,
        Tags = [.. config.Tags.Select(t => $"{t.Key}={t.Value}")],
        Durability = config.Recording.Durability,
        ResultLimit = ByteSize.Write(config.Recording.ResultLimit),
        RetentionDays = Text(config.Recording.RetentionDays),
    };

    /// <summary>What cannot even be read. Paths are those of a connection's own keys, as <c>target.port</c>.</summary>
    public IReadOnlyList<ConfigMistake> Unreadable()
    {
        var mistakes = new List<ConfigMistake>();
        if (Name.Trim().Length == 0) mistakes.Add(new("name", "Give it a name: people and policies call it by it."));
        if (Agents.IsEmpty) mistakes.Add(new("agents", "Choose the agent that reaches the target."));
        if (Host.Trim().Length == 0) mistakes.Add(new("target.host", Protocol == ConnectionProtocol.Http ? "Where is the target? A host name or an IP address, as the agent reaches it." : "Where is the database? A host name or an IP address, as the agent reaches it."));
        mistakes.AddRange(Credential.Unreadable(this));
        if (PortOf(Port) is null) mistakes.Add(new("target.port", "A port is a number from 1 to 65535."));
        if (PortOf(ListenPort) is null) mistakes.Add(new("listen.port", "A port is a number from 1 to 65535."));
        if (ByteSize.Parse(ResultLimit.Trim()) is null) mistakes.Add(new("recording.resultLimit", "Write a size such as 64KiB or 1MiB."));
        if (!int.TryParse(RetentionDays, NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days < 1) mistakes.Add(new("recording.retentionDays", "Write a number of days, 1 or more."));
        if (Tags.Any(t => t.IndexOf('=', StringComparison.Ordinal) < 1)) mistakes.Add(new("tags", "Write each tag as key=value."));
        else if (Tags.Select(KeyOf).Distinct(StringComparer.Ordinal).Count() < Tags.Length) mistakes.Add(new("tags", "Each key can have one value only."));
        return mistakes;
    }

    /// <summary>The object to save or to try; what cannot be read is empty, zero or the standard.</summary>
    public ConnectionDefinition ToDefinition() => new(
        new ConnectionConfig
        {
            Name = Name.Trim(),
            Protocol = Protocol,
            Listen = new ListenConfig(PortOf(ListenPort) ?? 0, NullIfEmpty(ListenAddress), Protocol == ConnectionProtocol.Http ? NullIfEmpty(ListenHost)?.ToLowerInvariant() : null),
            Tags = Tags.Where(t => t.Contains('=', StringComparison.Ordinal)).GroupBy(KeyOf, StringComparer.Ordinal)
                .ToImmutableSortedDictionary(g => g.Key, g => g.First()[(g.Key.Length + 1)..].Trim(), StringComparer.Ordinal),
            Target = new TargetConfig(Host.Trim(), PortOf(Port) ?? 0, NullIfEmpty(Database), Tls, NullIfEmpty(Authority)) { Path = Protocol == ConnectionProtocol.Http ? NullIfEmpty(Path) : null },
            Credential = Credential.ToConfig(this),
            ClientTls = ClientTls,
            Recording = new RecordingConfig(
                Durability,
                ByteSize.Parse(ResultLimit.Trim()) ?? standardRecording.ResultLimit,
                int.TryParse(RetentionDays, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : standardRecording.RetentionDays),
        },
        Agents);

    private static int? PortOf(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 ? port : null;

    private static string KeyOf(string tag) => tag[..tag.IndexOf('=', StringComparison.Ordinal)];

    internal static string? NullIfEmpty(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
