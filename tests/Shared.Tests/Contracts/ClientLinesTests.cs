using System.Diagnostics;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Shared.Tests.Contracts;

public sealed class ClientLinesTests
{
    const string Token = "eyJh.bGci-O_i";
    static readonly ClientTarget plain = new("db-gate", 15432, "shop", "ada", "verify-full");
    static readonly ClientTarget odd = new("db-gate", 15432, "my \"db\" $(id) '", "ada@example.com; `id` 'x'", "require");

    [Fact]
    public void Each_client_gets_its_own_line()
    {
        Assert.Equal("psql 'host=db-gate port=15432 user=ada dbname=shop sslmode=verify-full sslrootcert=hooplike-ca.crt'", Of("psql", plain));
        Assert.Equal($"postgresql://ada:{Token}@db-gate:15432/shop?sslmode=verify-full&sslrootcert=hooplike-ca.crt", Of("url", plain));
        Assert.Equal($"jdbc:postgresql://db-gate:15432/shop?user=ada&password={Token}&sslmode=verify-full&sslrootcert=hooplike-ca.crt", Of("jdbc", plain));
        Assert.Contains($"PGPASSWORD={Token}\n", Of("env", plain), StringComparison.Ordinal);
        Assert.Contains("ca: fs.readFileSync(\"hooplike-ca.crt\", 'utf8')", Of("node", plain), StringComparison.Ordinal);
        Assert.Contains("\"sslrootcert\": \"hooplike-ca.crt\"", Of("langchain", plain), StringComparison.Ordinal);
        Assert.Contains("sslmode=\"verify-full\"", Of("python", plain), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_clients_that_cannot_read_it_elsewhere_have_the_token_in_their_lines()
    {
        foreach (var tool in ClientLines.Tools) Assert.Equal(tool.TakesToken, tool.Write(plain, Token).Contains(Token, StringComparison.Ordinal));
        Assert.Equal($"export PGPASSWORD='{Token}'", ClientLines.Export(Token));
    }

    [Fact]
    public void Odd_names_stay_one_argument_to_a_shell()
    {
        var printed = Run("bash", "-c", $"psql() {{ printf '%s|' \"$@\"; }}; {Of("psql", odd)}");

        Assert.Equal("host=db-gate port=15432 user='ada@example.com; `id` \\'x\\'' dbname='my \"db\" $(id) \\'' sslmode=require|", printed);
    }

    [Fact]
    public void Odd_names_stay_names_in_addresses_and_scripts()
    {
        Assert.Equal("/my \"db\" $(id) '", Uri.UnescapeDataString(new Uri(Of("url", odd)).AbsolutePath));
        Assert.StartsWith("postgresql://ada%40example.com%3B%20%60id%60%20%27x%27:", Of("url", odd), StringComparison.Ordinal);
        foreach (var word in new[] { "python", "langchain" }) Run("python3", "-c", $"import ast,sys; ast.parse(sys.argv[1])", Of(word, odd));
    }

    [Fact]
    public void Settings_for_a_shell_survive_odd_names_and_odd_folders()
    {
        var target = odd with { SslMode = "verify-full", AuthorityFile = "/home/o'neil/my files/$(id).crt" };

        var printed = Run("bash", "-c", $"{string.Join('\n', ClientLines.Exports(target, Token))}\nprintf '%s|' \"$PGHOST\" \"$PGPORT\" \"$PGDATABASE\" \"$PGUSER\" \"$PGSSLMODE\" \"$PGSSLROOTCERT\" \"$PGPASSWORD\"");

        Assert.Equal($"{target.Host}|15432|{target.Database}|{target.User}|verify-full|{target.AuthorityFile}|{Token}|", printed);
    }

    [Fact]
    public void An_address_without_the_token_is_for_clients_that_take_it_from_elsewhere()
    {
        var target = plain with { AuthorityFile = "/home/ada/my files/ca.crt" };

        Assert.Equal("postgresql://ada@db-gate:15432/shop?sslmode=verify-full&sslrootcert=/home/ada/my%20files/ca.crt", ClientLines.Url(target, null));
        Assert.Equal("jdbc:postgresql://db-gate:15432/shop?user=ada&sslmode=verify-full&sslrootcert=/home/ada/my%20files/ca.crt", ClientLines.Jdbc(target, null));
    }

    static string Of(string word, ClientTarget target) => ClientLines.Tools.Single(t => t.Word == word).Write(target, Token);

    static string Run(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var printed = process.StandardOutput.ReadToEnd();
        var complained = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, complained);
        return printed;
    }
}
