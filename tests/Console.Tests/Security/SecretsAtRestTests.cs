using System.Text;
using HoopLike.Console.Tests.Fixtures;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HoopLike.Console.Tests.Security;

public sealed class SecretsAtRestTests
{
    [Fact]
    public async Task No_secret_lies_readable_in_the_data_directory_or_in_an_answer()
    {
        using var directory = new TempDirectory();
        await using (var console = await RunningConsole.StartAsync(SomeConfig.Yaml, directory))
        {
            foreach (var path in new[] { "/api/v1/config", "/api/v1/agents", "/api/v1/connections", "/api/v1/audit?limit=500", "/openapi/v1.json" })
            {
                using var client = console.Client(SomeConfig.AdminKey);
                var answer = await client.GetStringAsync(path);
                Assert.All(SomeConfig.Secrets, secret => Assert.DoesNotContain(secret, answer, StringComparison.Ordinal));
            }
        }
        SqliteConnection.ClearAllPools();

        var files = Directory.GetFiles(Path.Combine(directory.Path, "data"), "*", SearchOption.AllDirectories);
        Assert.Contains(files, f => f.EndsWith("console.db", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.All(SomeConfig.Secrets.Append("PRIVATE KEY"), secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Key_ring_and_store_are_for_their_owner_only()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(console.DataDir, "keys")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(console.DataDir));
    }
}
