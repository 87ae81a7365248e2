using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>The console's REST interface as one caller may use it.</summary>
sealed class ApiClient : IDisposable
{
    readonly HttpClient http;

    public ApiClient(string address, string? bearer)
    {
        http = new HttpClient { BaseAddress = new Uri(address + "/api/v1/"), Timeout = TimeSpan.FromSeconds(60) };
        if (bearer is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
    }

    public async Task<(HttpStatusCode Status, string Body)> TryAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<string> TextAsync(string path) => Good(await TryAsync(HttpMethod.Get, path));

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await TextAsync(path))!;

    /// <summary>The entries of a list, whether it comes bare or as a page with <c>items</c>.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(string path)
    {
        var answer = await GetAsync(path);
        return [.. (answer as JsonArray ?? answer["items"]!.AsArray()).Select(n => n!.AsObject())];
    }

    public async Task<byte[]> BytesAsync(string path) => await http.GetByteArrayAsync(path);

    public Task<Stream> StreamAsync(string path) => http.GetStreamAsync(path);

    public Task<(HttpStatusCode Status, string Body)> TryPostAsync(string path, object body) => TryAsync(HttpMethod.Post, path, JsonContent.Create(body));

    public async Task<JsonNode> PostAsync(string path, object body) => JsonNode.Parse(Good(await TryPostAsync(path, body)))!;

    public Task<(HttpStatusCode Status, string Body)> PutYamlAsync(string path, string yaml) =>
        TryAsync(HttpMethod.Put, path, new StringContent(yaml, Encoding.UTF8, "application/yaml"));

    public void Dispose() => http.Dispose();

    static string Good((HttpStatusCode Status, string Body) answer) =>
        (int)answer.Status < 300 ? answer.Body : throw new HttpRequestException($"{(int)answer.Status}: {answer.Body}", null, answer.Status);
}
