using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Callers;

/// <summary>What came back: the status, and the body as far as it is JSON.</summary>
/// <param name="Body">Undefined when there is none, or none in JSON.</param>
internal sealed record ConsoleReply(HttpStatusCode Status, JsonElement Body, TimeSpan? RetryAfter)
{
    public bool IsGood => (int)Status is >= 200 and < 300;
}

/// <summary>Speaks to one console over HTTP. Redirects are not followed: a credential goes where the user said and nowhere else.</summary>
internal sealed class ConsoleClient : IDisposable
{
    private const int LargestAnswer = 32 * 1024 * 1024;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);
    private readonly HttpClient http;

    /// <param name="token">Null for what asks for no sign-in.</param>
    public ConsoleClient(ConsoleAddress console, Secret? token = null, TimeSpan? limit = null)
    {
        Console = console;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) })
        {
            BaseAddress = console.Root, Timeout = limit ?? patience, MaxResponseContentBufferSize = LargestAnswer,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("hooplike", typeof(ConsoleClient).Assembly.GetName().Version?.ToString(3)));
        if (token is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
    }

    public ConsoleAddress Console { get; }

    /// <exception cref="CallerFailure">The console cannot be reached, or what answers is none.</exception>
    public async Task<ConsoleReply> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, Console.At(path)) { Content = content };
        using var answer = await SendAsync(request, ct);
        if ((int)answer.StatusCode is >= 300 and < 400)
            throw new CallerFailure($"{Console.Text} sends one on to {Plain.Text(answer.Headers.Location?.ToString() ?? "nowhere")}: give the address of the console itself.");
        var bytes = await answer.Content.ReadAsByteArrayAsync(ct);
        return new ConsoleReply(answer.StatusCode, Json(bytes), answer.Headers.RetryAfter?.Delta);
    }

    /// <summary>Text that is not JSON, of at most a MiB.</summary>
    /// <exception cref="CallerFailure">It is not to be had.</exception>
    public async Task<string> TextAsync(string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Console.At(path));
        using var answer = await SendAsync(request, ct);
        return answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentLength is null or < 1024 * 1024
            ? await answer.Content.ReadAsStringAsync(ct)
            : throw new CallerFailure($"{Console.Text} does not give {path} ({(int)answer.StatusCode}): is it the address of a HoopLike console?");
    }

    public static HttpContent Json(object body) => JsonContent.Create(body, options: CallerJson.Options);

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await http.SendAsync(request, ct);
        }
        catch (HttpRequestException e)
        {
            throw new CallerFailure(Words(e), inner: e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new CallerFailure($"The console at {Console.Text} did not answer within {http.Timeout.TotalSeconds:0} seconds. Try again, or check the address.", inner: e);
        }
    }

    private string Words(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError =>
            $"TLS with {Console.Text} failed: {Innermost(e)} If its certificate is from an authority of your own, have this system trust it, or name it in SSL_CERT_FILE.",
        HttpRequestError.NameResolutionError => $"The console at {Console.Text} cannot be reached: {Console.Root.Host} has no address. Check the address.",
        HttpRequestError.ConfigurationLimitExceeded => $"{Console.Text} answers more than this command takes. Ask for less.",
        _ => $"The console at {Console.Text} cannot be reached: {Innermost(e)} Check the address, and whether it runs.",
    };

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return Plain.Text(e.Message.TrimEnd('.')) + ".";
    }

    private static JsonElement Json(byte[] bytes)
    {
        if (bytes.Length == 0) return default;
        try
        {
            return JsonElement.Parse(Encoding.UTF8.GetString(bytes));
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
