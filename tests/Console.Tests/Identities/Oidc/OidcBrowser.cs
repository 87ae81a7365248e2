using System.Net;
using HoopLike.Console.Data;
using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Console.Tests.Fixtures;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Oidc;

/// <summary>A browser that is sent to the provider and comes back, as far as the console sees it.</summary>
sealed class OidcBrowser(RunningConsole console, FakeProvider provider) : IDisposable
{
    public HttpClient Http { get; } = console.Client();

    /// <summary>What the provider was asked for.</summary>
    public Dictionary<string, string> Asked { get; private set; } = [];

    public void Dispose() => Http.Dispose();

    /// <summary>Goes to the provider.</summary>
    public async Task StartAsync(string returnUrl = "/sessions")
    {
        using var answer = await Http.GetAsync($"/signin/with/corp?returnUrl={Uri.EscapeDataString(returnUrl)}");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var address = answer.Headers.Location!.ToString();
        Assert.StartsWith(provider.Issuer + "/auth?", address);
        Asked = QueryHelpers.ParseQuery(new Uri(address).Query).ToDictionary(q => q.Key, q => q.Value.ToString());
        provider.Nonce = Asked["nonce"];
    }

    /// <summary>Comes back; tells where it is sent then.</summary>
    public async Task<string> ReturnAsync(params (string Name, string? Value)[] changes)
    {
        var query = new Dictionary<string, string?> { ["code"] = "code-MARKER", ["state"] = Asked["state"], ["iss"] = provider.Issuer };
        foreach (var (name, value) in changes) query[name] = value;
        using var answer = await Http.GetAsync(QueryHelpers.AddQueryString("/signin/oidc/corp", query.Where(q => q.Value is not null)));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    public async Task<string> SignInAsync()
    {
        await StartAsync();
        return await ReturnAsync();
    }

    public async Task<bool> IsSignedInAsync() => (await Http.GetAsync("/api/v1/connections")).StatusCode == HttpStatusCode.OK;

    /// <summary>The detail of the newest audit entry of that kind.</summary>
    public async Task<string?> AuditedAsync(string action)
    {
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        return await db.Set<AuditEntity>().Where(a => a.Action == action).OrderByDescending(a => a.Sequence).Select(a => a.Detail).FirstOrDefaultAsync();
    }

    public async Task<SignInEntity> StoredAsync()
    {
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        return await db.Set<SignInEntity>().AsNoTracking().OrderByDescending(s => s.CreatedAt).FirstAsync();
    }

    /// <summary>Was sent back with that problem; the audit log says these words, and no token; nobody is signed in.</summary>
    public async Task RefusedAsync(string target, string problem, string words)
    {
        Assert.StartsWith($"/signin?problem={problem}&provider=corp", target);
        var detail = await AuditedAsync("sign-in.refused");
        Assert.StartsWith("sign-in at corp: " + words, detail);
        Assert.DoesNotContain("MARKER", detail, StringComparison.Ordinal);
        Assert.False(await IsSignedInAsync());
    }
}
