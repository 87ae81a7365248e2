using System.Net;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http;

/// <summary>Answers that say nothing of themselves, under a masking rule.</summary>
public sealed class EmptyAnswerTests : IAsyncLifetime
{
    private HttpGateway gateway = null!;

    public async Task InitializeAsync()
    {
        gateway = await HttpGateway.StartAsync(AnswerAsync);
        gateway.Rule(masks: [new MaskingRuleConfig { Name = "all", Detectors = ["email"], JsonPaths = ["$..ssn"], Method = new MaskMethod(MaskKind.Redact) }]);
    }

    public async Task DisposeAsync() => await gateway.DisposeAsync();

    [Theory]
    [InlineData("/empty/202", HttpStatusCode.Accepted)]
    [InlineData("/empty/200", HttpStatusCode.OK)]
    [InlineData("/full/202", HttpStatusCode.ServiceUnavailable)]
    public async Task Nothing_passes_but_nothing(string path, HttpStatusCode status)
    {
        using var answer = await gateway.SendAsync(HttpMethod.Post, path);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(status, answer.StatusCode);
        Assert.DoesNotContain("ada", text, StringComparison.Ordinal);
    }

    /// <summary>In chunks, of which there may be none.</summary>
    private static async Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = int.Parse(context.Request.Path.Value![^3..], System.Globalization.CultureInfo.InvariantCulture);
        await context.Response.StartAsync();
        if (context.Request.Path.StartsWithSegments("/full", StringComparison.Ordinal)) await context.Response.WriteAsync("ada@example.com");
    }
}
