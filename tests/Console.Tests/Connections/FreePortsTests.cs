using HoopLike.Console.Connections;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Connections;

public sealed class FreePortsTests
{
    [Fact]
    public void The_first_port_that_no_connection_of_the_agents_has_is_suggested()
    {
        ConnectionDefinition[] existing = [On(15432, "local"), On(15433, "remote", "local"), On(15434, "remote")];

        Assert.Equal(15434, FreePorts.Suggest(existing, ["local"]));
        Assert.Equal(15432, FreePorts.Suggest(existing, ["remote"]));
        Assert.Equal(15435, FreePorts.Suggest(existing, ["local", "remote"]));
        Assert.Equal(15435, FreePorts.Suggest(existing, []));
        Assert.Equal(15432, FreePorts.Suggest([], ["local"]));
    }

    static ConnectionDefinition On(int port, params string[] agents) => new(
        new ConnectionConfig
        {
            Name = $"c{port}", Protocol = ConnectionProtocol.Postgres, Listen = new ListenConfig(port), Target = new TargetConfig("h", 5432, null, TargetTlsMode.Prefer), Credential = new CredentialConfig("u", null),
        },
        [.. agents]);
}
