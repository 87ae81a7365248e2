namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>One connection of the test configuration, and the port on which the agent serves it.</summary>
sealed record Gateway(string Name)
{
    public int Port { get; } = FreePort.Next();

    /// <summary>What a connection serves unless it says otherwise.</summary>
    public string Database { get; init; } = "shop";

    public string TargetTls { get; init; } = "require";

    public string ClientTls { get; init; } = "require";

    public string Tags { get; init; } = "{}";

    public string Recording { get; init; } = "{durability: spooled, resultLimit: 64KiB}";

    /// <summary>Null for the private server's own port.</summary>
    public int? TargetPort { get; init; }

    public string TargetHost { get; init; } = "127.0.0.1";
}
