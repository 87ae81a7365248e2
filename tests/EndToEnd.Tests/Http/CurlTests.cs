using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Http;

/// <summary>The ordinary curl before a real nginx: host, port and key differ from a direct request, and nothing else.</summary>
public sealed class CurlTests
{
    [Theory]
    [InlineData("--http1.1", "1.1")]
    [InlineData("--http2", "2")]
    public async Task An_answer_comes_masked_over_either_version(string flag, string version)
    {
        var stack = await HttpStack.GetAsync();

        var said = (await stack.CurlAsync(stack.Web, "/customers.json", flag, "-w", "\n%{http_version} %{http_code}")).Succeeded();

        Assert.EndsWith($"\n{version} 200", said, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"Grace\"", said, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compression_hides_nothing_from_masks()
    {
        var stack = await HttpStack.GetAsync();

        var said = (await stack.CurlAsync(stack.Web, "/customers.json", "--compressed")).Succeeded();

        Assert.Contains("\"name\":\"Grace\"", said, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/admin/")]
    [InlineData("/x/../admin/")]
    [InlineData("//%61dmin///")]
    public async Task What_a_policy_denies_is_a_problem_in_words_however_the_address_is_written(string path)
    {
        var stack = await HttpStack.GetAsync();

        var said = (await stack.CurlAsync(stack.Web, path, "-i")).Succeeded();

        Assert.Contains("403", said.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("application/problem+json", said, StringComparison.Ordinal);
        Assert.Contains("Administration is not for programs.", said, StringComparison.Ordinal);
        Assert.Contains("no-administration", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_gets_in_without_a_token_and_no_token_gets_to_the_target()
    {
        var stack = await HttpStack.GetAsync();

        var nobody = await Command.RunAsync("curl", ["--silent", "-i", "--cacert", stack.Authority, $"https://127.0.0.1:{stack.Web.Port}/customers.json"]);
        (await stack.CurlAsync(stack.Web, "/customers.csv", "-H", "X-Forwarded-For: 10.1.1.1", "-H", "Via: 1.1 me")).Succeeded();

        Assert.Contains("401", nobody.Out.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer", nobody.Out, StringComparison.Ordinal);
        var logged = stack.Nginx.Log;
        Assert.DoesNotContain(Caller.Analyst.Key, logged, StringComparison.Ordinal);
        Assert.DoesNotContain("10.1.1.1", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("1.1 me", logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_no_path_can_name_is_refused_rather_than_shown()
    {
        var stack = await HttpStack.GetAsync();

        var said = (await stack.CurlAsync(stack.Web, "/customers.csv")).Succeeded();

        Assert.Contains("JSON paths", said, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_leads_back_through_the_gateway()
    {
        var stack = await HttpStack.GetAsync();

        var said = (await stack.CurlAsync(stack.Web, "/old.json", "--location", "-w", "\n%{url_effective}")).Succeeded();

        Assert.EndsWith($"\nhttps://127.0.0.1:{stack.Web.Port}/customers.json", said, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_share_a_port_by_prefix_and_by_host_name()
    {
        var stack = await HttpStack.GetAsync();

        var prefixed = (await stack.CurlAsync(stack.Shared, "/c/files/old.json", "--location", "-w", "\n%{url_effective}")).Succeeded();
        var named = (await stack.CurlAsync(stack.Shared, "/customers.json", "--resolve", $"localhost:{stack.Shared.Port}:127.0.0.1", "--connect-to", $"127.0.0.1:{stack.Shared.Port}:localhost:{stack.Shared.Port}", "-H", "Host: localhost")).Succeeded();
        var neither = (await stack.CurlAsync(stack.Shared, "/customers.json", "-i")).Succeeded();

        Assert.EndsWith($"\nhttps://127.0.0.1:{stack.Shared.Port}/c/files/customers.json", prefixed, StringComparison.Ordinal);
        Assert.Contains("Grace", prefixed, StringComparison.Ordinal);
        Assert.Contains("Grace", named, StringComparison.Ordinal);
        Assert.Contains("404", neither.Split('\n')[0], StringComparison.Ordinal);
        Assert.DoesNotContain("planted", prefixed + named + neither, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_body_streams_through_in_bounded_memory_after_a_100_continue()
    {
        var stack = await HttpStack.GetAsync();
        using var folder = new TempFolder();
        const int size = 96 * 1024 * 1024;
        await using (var file = File.Create(folder.File("large"))) file.SetLength(size);
        var before = Peak(stack);

        var said = (await stack.CurlAsync(stack.Shared, "/c/refunds/upload", "-H", "Expect: 100-continue", "-H", "Content-Type: image/png", "-T", folder.File("large"))).Succeeded();
        var down = (await stack.CurlAsync(stack.Shared, "/c/files/big.txt", "-o", "/dev/null", "-w", "%{http_code}")).Succeeded();

        Assert.Equal(size, (long)JsonNode.Parse(said)!["bytes"]!);
        Assert.Equal("503", down); // A text under a rule with paths.
        Assert.True(Peak(stack) - before < size / 2, $"the agent grew by {(Peak(stack) - before) / 1024 / 1024} MiB");
    }

    [Fact]
    public async Task A_request_and_its_answer_are_on_record_masked_and_without_credentials()
    {
        var stack = await HttpStack.GetAsync();

        (await stack.CurlAsync(stack.Web, "/customers.json?recorded=yes")).Succeeded();
        var events = await stack.RecordedAsync(stack.Web, "recorded=yes");

        var all = string.Join('\n', events.All.Select(e => e.ToJsonString()));
        Assert.Contains("Grace", string.Join('\n', events.After("recorded=yes", "rows").Select(e => e.ToJsonString())), StringComparison.Ordinal);
        Assert.DoesNotContain("planted", all, StringComparison.Ordinal);
        Assert.DoesNotContain(Caller.Analyst.Key, all, StringComparison.Ordinal);
        Assert.DoesNotContain("nginx-secret", all + stack.Logs, StringComparison.Ordinal);
    }

    /// <summary>The most memory that the agent ever had, in bytes.</summary>
    static long Peak(HttpStack stack) => long.Parse(File.ReadLines($"/proc/{stack.Agent.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
}
