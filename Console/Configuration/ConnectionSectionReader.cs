using HoopLike.Console.Connections;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>Reads <c>connections</c>.</summary>
internal static class ConnectionSectionReader
{
    public static ConnectionDefinition Read(YamlMap map)
    {
        var protocol = map.RequiredWord<ConnectionProtocol>("protocol");
        var config = new ConnectionConfig
        {
            Name = map.RequiredText("name"),
            Protocol = protocol,
            Listen = Listen(map.RequiredMap("listen")),
            Tags = map.Pairs("tags"),
            Target = Target(map.RequiredMap("target"), protocol),
            Credential = CredentialSectionReader.Read(map.RequiredMap("credential")),
            ClientTls = map.Word<ClientTlsMode>("clientTls") ?? ClientTlsMode.Require,
            Recording = Recording(map.Map("recording")),
        };
        return new ConnectionDefinition(config, map.TextList("agents"));
    }

    private static ListenConfig Listen(YamlMap? map)
    {
        if (map is null) return new ListenConfig(0);
        if (!map.Has("port")) map.Mistake("port", "is missing.");
        var listen = new ListenConfig(map.Number("port", 1, 65535) ?? 0, map.Text("address"), map.Text("host")?.ToLowerInvariant());
        map.End();
        return listen;
    }

    private static TargetConfig Target(YamlMap? map, ConnectionProtocol protocol)
    {
        if (map is null) return new TargetConfig("", 0, null, TargetTlsMode.Prefer);
        if (!map.Has("port")) map.Mistake("port", "is missing.");
        var target = new TargetConfig(
            map.RequiredText("host"),
            map.Number("port", 1, 65535) ?? 0,
            map.Text("database"),
            map.Word<TargetTlsMode>("tls") ?? (protocol == ConnectionProtocol.Http ? TargetTlsMode.VerifyFull : TargetTlsMode.Prefer),
            map.Secret("certificateAuthority")?.Reveal())
        {
            Path = map.Text("path"),
        };
        map.End();
        return target;
    }

    private static RecordingConfig Recording(YamlMap? map)
    {
        var standard = new RecordingConfig();
        if (map is null) return standard;
        var recording = new RecordingConfig(
            map.Word<RecordingDurability>("durability") ?? standard.Durability,
            Size(map) ?? standard.ResultLimit,
            map.Number("retentionDays", 1, 36500) ?? standard.RetentionDays);
        map.End();
        return recording;
    }

    private static int? Size(YamlMap map)
    {
        if (map.Text("resultLimit") is not { } text) return null;
        var size = ByteSize.Parse(text);
        if (size is null) map.Mistake("resultLimit", $"'{text}' is no size such as 64KiB, 1MiB or 4096.");
        return size;
    }
}
