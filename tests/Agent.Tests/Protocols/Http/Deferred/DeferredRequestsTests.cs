using System.Net;
using System.Text;
using HoopLike.Agent.Protocols.Http.Deferred;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http.Deferred;

public sealed class DeferredRequestsTests : IAsyncLifetime
{
    private HttpGateway gateway = null!;

    public async Task InitializeAsync()
    {
        gateway = await HttpGateway.StartAsync(static async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var asked = await reader.ReadToEndAsync();
            context.Response.StatusCode = 201;
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync(context.Request.Path == "/large" ? new string('x', KeptAnswer.Limit + 1) : $"made of {asked} for ada@example.com");
        });
        gateway.Rule(
            [new PolicyConfig { Name = "ask", Effect = PolicyEffect.Approve, Scope = PolicyScope.Operation, Http = new HttpMatch { Methods = ["POST"] }, Approval = new ApprovalRequirement(["dba"]) }],
            [new MaskingRuleConfig { Name = "mails", Detectors = ["email"], Method = new MaskMethod(MaskKind.Redact) }]);
    }

    public async Task DisposeAsync() => await gateway.DisposeAsync();

    [Fact]
    public async Task A_caller_who_does_not_wait_fetches_the_masked_answer_of_a_request_that_was_sent_once()
    {
        using var accepted = await DeferAsync("/orders");
        var place = accepted.Headers.Location!.ToString();
        using var early = await gateway.SendAsync(HttpMethod.Get, place);
        Assert.Empty(gateway.Reached);
        var asked = await gateway.Link.Asked;
        gateway.Link.Decide(asked, ApprovalStatus.Approved);
        using var answer = await FetchAsync(place);
        using var again = await FetchAsync(place);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.Created, HttpStatusCode.Created), (accepted.StatusCode, early.StatusCode, answer.StatusCode, again.StatusCode));
        Assert.Contains($"approvals/{asked.Id}", await accepted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.StartsWith("made of {\"order\":1} for ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", text, StringComparison.Ordinal);
        Assert.Equal(text, await again.Content.ReadAsStringAsync());
        Assert.Equal("POST /orders", Assert.Single(gateway.Reached));
    }

    [Fact]
    public async Task What_is_denied_is_never_sent_and_says_so_when_it_is_fetched()
    {
        using var accepted = await DeferAsync("/orders");
        gateway.Link.Decide(await gateway.Link.Asked, ApprovalStatus.Denied);

        using var answer = await FetchAsync(accepted.Headers.Location!.ToString());

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(gateway.Reached);
    }

    [Fact]
    public async Task An_answer_too_large_to_keep_is_a_problem_in_words()
    {
        using var accepted = await DeferAsync("/large");
        gateway.Link.Decide(await gateway.Link.Asked, ApprovalStatus.Approved);

        using var answer = await FetchAsync(accepted.Headers.Location!.ToString());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("without Prefer: respond-async", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_needs_no_approval_is_answered_at_once()
    {
        using var request = gateway.Request(HttpMethod.Get, "/orders");
        request.Headers.Add("Prefer", "respond-async");

        using var answer = await gateway.Client.SendAsync(request).WaitAsync(Some.Patience);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData("/.hooplike/requests/")]
    [InlineData("/.hooplike/requests/0197a7a0-0000-7000-8000-000000000000")]
    public async Task Nobody_finds_a_request_that_is_not_theirs(string place)
    {
        using var answer = await gateway.SendAsync(HttpMethod.Get, place);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(gateway.Reached);
    }

    private async Task<HttpResponseMessage> DeferAsync(string path)
    {
        using var request = gateway.Request(HttpMethod.Post, path, new StringContent("{\"order\":1}", Encoding.UTF8, "application/json"));
        request.Headers.Add("Prefer", "respond-async");
        return await gateway.Client.SendAsync(request).WaitAsync(Some.Patience);
    }

    private async Task<HttpResponseMessage> FetchAsync(string place)
    {
        var since = DateTimeOffset.UtcNow;
        while (true)
        {
            var answer = await gateway.SendAsync(HttpMethod.Get, place);
            if (answer.StatusCode != HttpStatusCode.Accepted) return answer;
            answer.Dispose();
            Assert.True(DateTimeOffset.UtcNow - since < Some.Patience, "it was decided, and nothing came of it");
            await Task.Yield();
        }
    }
}
