namespace HoopLike.Console.Configuration;

/// <summary>One rule that names a connection.</summary>
/// <param name="Kind">policy or masking rule.</param>
public sealed record ConnectionReference(string Kind, string Name);

/// <summary>Who names a connection, so that it cannot go away under them.</summary>
public static class ConnectionReferences
{
    public static IReadOnlyList<ConnectionReference> Of(ConsoleConfig config, string connection) =>
    [
        .. config.Policies.Each().Where(p => p.Item.Connections.Names.Contains(connection)).Select(p => new ConnectionReference("policy", p.Item.Name)),
        .. config.MaskingRules.Each().Where(r => r.Item.Connections.Names.Contains(connection)).Select(r => new ConnectionReference("masking rule", r.Item.Name)),
    ];
}
