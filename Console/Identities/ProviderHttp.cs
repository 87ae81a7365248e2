using System.Net;
using Microsoft.Identity.Client;

namespace HoopLike.Console.Identities;

/// <summary>What a provider answered.</summary>
public sealed record ProviderAnswer(HttpStatusCode Status, string Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}

/// <summary>Asks identity providers: at the address that is named and at no other, with a limit of time and of size. Which addresses may be named is the caller's to say.</summary>
public sealed class ProviderHttp(HttpClient http) : IMsalHttpClientFactory, IDisposable
{
    private const int LongestAnswer = 1024 * 1024;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    /// <summary>Redirects are not followed: an address is the one that was configured or discovered.</summary>
    public static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }, disposeHandler: true);

    public void Dispose() => http.Dispose();

    HttpClient IMsalHttpClientFactory.GetHttpClient() => http;

    /// <exception cref="ProviderUnreachableException">It did not answer, or not with what was asked for.</exception>
    public async Task<string> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var answer = await SendAsync(request, cancellationToken);
        return answer.IsSuccess ? answer.Body : throw new ProviderUnreachableException($"{address.GetLeftPart(UriPartial.Path)} answered {(int)answer.Status}.");
    }

    /// <summary>A document of any kind, as it came.</summary>
    /// <param name="longest">Bytes.</param>
    /// <exception cref="ProviderUnreachableException">It did not answer, or not with what was asked for.</exception>
    public async Task<byte[]> GetAsync(Uri address, int longest, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var (status, body) = await SendAsync(request, longest, static async (r, stop) => (r.StatusCode, await r.Content.ReadAsByteArrayAsync(stop)), cancellationToken);
        return (int)status is >= 200 and < 300 ? body : throw new ProviderUnreachableException($"{address.GetLeftPart(UriPartial.Path)} answered {(int)status}.");
    }

    /// <summary>Any status is an answer.</summary>
    /// <exception cref="ProviderUnreachableException">There was none, or one that is too long.</exception>
    public Task<ProviderAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.ParseAdd("application/json");
        return SendAsync(request, LongestAnswer, static async (r, stop) => new ProviderAnswer(r.StatusCode, await r.Content.ReadAsStringAsync(stop)), cancellationToken);
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, int longest, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!.GetLeftPart(UriPartial.Path);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            await response.Content.LoadIntoBufferAsync(longest, deadline.Token);
            return await read(response, deadline.Token);
        }
        catch (HttpRequestException e)
        {
            throw new ProviderUnreachableException($"{address} could not be reached: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderUnreachableException($"{address} did not answer within {patience.TotalSeconds:0} seconds.", e);
        }
    }
}

/// <summary>An identity provider could not be asked, or answered what cannot be used; the message says what, for administrators.</summary>
public sealed class ProviderUnreachableException(string message, Exception? inner = null) : Exception(message, inner);
