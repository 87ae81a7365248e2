using System.Net;
using Microsoft.Identity.Client;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>What a provider answered.</summary>
public sealed record ProviderAnswer(HttpStatusCode Status, string Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}

/// <summary>Asks identity providers: at the address that is named and at no other, with a limit of time and of size. Which addresses may be named is <see cref="OidcDiscovery"/>'s to say.</summary>
public sealed class ProviderHttp(HttpClient http) : IMsalHttpClientFactory, IDisposable
{
    private const int LongestAnswer = 1024 * 1024;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    public void Dispose() => http.Dispose();

    HttpClient IMsalHttpClientFactory.GetHttpClient() => http;

    /// <exception cref="ProviderUnreachableException">It did not answer, or not with what was asked for.</exception>
    public async Task<string> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var answer = await SendAsync(request, cancellationToken);
        return answer.IsSuccess ? answer.Body : throw new ProviderUnreachableException($"{address.GetLeftPart(UriPartial.Path)} answered {(int)answer.Status}.");
    }

    /// <summary>Any status is an answer.</summary>
    /// <exception cref="ProviderUnreachableException">There was none, or one that is too long.</exception>
    public async Task<ProviderAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!.GetLeftPart(UriPartial.Path);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            await response.Content.LoadIntoBufferAsync(LongestAnswer, deadline.Token);
            return new ProviderAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(deadline.Token));
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
