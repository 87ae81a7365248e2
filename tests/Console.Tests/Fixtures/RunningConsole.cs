using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HoopLike.Console.Tests.Fixtures;

/// <summary>A console as it runs in production, on a free port and a data directory of its own.</summary>
public sealed class RunningConsole : IAsyncDisposable
{
    readonly WebApplication app;
    readonly TempDirectory? own;

    RunningConsole(WebApplication app, TempDirectory? own, string dataDir) => (this.app, this.own, DataDir) = (app, own, dataDir);

    public string DataDir { get; }

    public string Address => app.Urls.First();

    public IServiceProvider Services => app.Services;

    public static async Task<RunningConsole> StartAsync(string? yaml = null, TempDirectory? data = null, TimeProvider? time = null, params string[] settings)
    {
        var temporary = data is null ? new TempDirectory() : null;
        var directory = (data ?? temporary!).Path;
        List<string> args = ["--Urls=http://127.0.0.1:0", $"--DataDir={directory}/data", "--Log:Level=warning", .. settings];
        if (yaml is not null)
        {
            var file = Path.Combine(directory, "config.yaml");
            await File.WriteAllTextAsync(file, yaml);
            args.Add($"--ConfigFile={file}");
        }
        var built = ConsoleProgram.Build([.. args], services =>
        {
            if (time is not null) services.AddSingleton(time);
        });
        await ConsoleProgram.PrepareAsync(built, CancellationToken.None);
        await built.StartAsync();
        return new RunningConsole(built, temporary, Path.Combine(directory, "data"));
    }

    public T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    public HttpClient Client(string? bearer = null)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = true, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(30) };
        if (bearer is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return client;
    }

    /// <summary>The answer, and its body as JSON (null where it is none).</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> CallAsync(string? bearer, HttpMethod method, string path, object? body = null)
    {
        using var client = Client(bearer);
        using var request = new HttpRequestMessage(method, path);
        if (body is string yaml) request.Content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        else if (body is not null) request.Content = JsonContent.Create(body, options: SnapshotJson.Plain);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var isJson = answer.Content.Headers.ContentType?.MediaType is { } type && (type.EndsWith("/json", StringComparison.Ordinal) || type.EndsWith("+json", StringComparison.Ordinal));
        return (answer.StatusCode, isJson && text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> GetAsync(string? bearer, string path) => CallAsync(bearer, HttpMethod.Get, path);

    public Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(string? bearer, string path, object body) => CallAsync(bearer, HttpMethod.Post, path, body);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        own?.Dispose();
    }
}
