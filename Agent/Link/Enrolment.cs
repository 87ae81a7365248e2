using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HoopLike.Shared.Contracts;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Link;

/// <summary>The agent's identity: saved from an earlier start, or got from the console for the one-time token.</summary>
public sealed class Enrolment(LinkOptions options, DataDirectory directory, AgentKeyRing keys, HttpMessageInvoker http, TimeProvider time, ILogger<Enrolment> log)
{
    private static readonly TimeSpan answerLimit = TimeSpan.FromSeconds(10);
    private readonly Backoff backoff = new(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(5));
    private volatile AgentIdentity? identity = AgentIdentity.Load(directory, options.AgentName, keys);

    /// <summary>Null until enrolled.</summary>
    public AgentIdentity? Identity => identity;

    /// <summary>Enrols unless there is a saved identity. Tries for ever while the console is not there.</summary>
    /// <exception cref="ConsoleRefusedException">The console refuses the token, or there is none; the message says what to do.</exception>
    public async Task EnsureAsync(CancellationToken ct)
    {
        if (identity is not null) return;
        if (options.EnrolmentToken is null)
            throw new ConsoleRefusedException($"Agent '{options.AgentName}' has not been enrolled from {directory.FullPath}. Give its enrolment token with --token or HOOPLIKE_AGENT_TOKEN.");
        while (true)
        {
            try
            {
                await AskAsync(options.EnrolmentToken, ct);
                return;
            }
            catch (ConsoleUnreachableException e)
            {
                log.EnrolmentWaits(options.Console, e.Message);
            }
            await Task.Delay(backoff.Next(), time, ct);
        }
    }

    /// <summary>The console no longer knows the saved identity (its store may be new): tries the token, when there is one, once more.</summary>
    public async Task TryAgainAsync(CancellationToken ct)
    {
        if (options.EnrolmentToken is null) return;
        try
        {
            await AskAsync(options.EnrolmentToken, ct);
        }
        catch (Exception e) when (e is ConsoleUnreachableException or ConsoleRefusedException)
        {
            log.EnrolmentNotRepeated(e.Message);
        }
    }

    /// <summary>The identity goes with another key from now on.</summary>
    public void Rekey(string keyId)
    {
        if (identity is not { } known) return;
        var rekeyed = known with { KeyId = keyId };
        rekeyed.Save(directory);
        identity = rekeyed;
    }

    private async Task AskAsync(Secret token, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(answerLimit);
        var key = keys.Current;
        var asked = new EnrolmentRequest(options.AgentName, token.Reveal(), key.PublicKeyBase64, LinkOptions.Version);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.At(AgentHubAddress.Enrol)) { Content = JsonContent.Create(asked, options: SnapshotJson.Plain) };
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            if (!response.IsSuccessStatusCode) throw await RefusalAsync(response, patience.Token);
            var answer = await response.Content.ReadFromJsonAsync<EnrolmentAnswer>(SnapshotJson.Plain, patience.Token)
                ?? throw new JsonException("empty answer");
            var enrolled = new AgentIdentity(answer.AgentId, options.AgentName, key.KeyId);
            enrolled.Save(directory);
            identity = enrolled;
            log.Enrolled(options.AgentName, answer.AgentId);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or NotSupportedException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new ConsoleUnreachableException(e is OperationCanceledException ? "no answer in time" : e.Message, e);
        }
    }

    private async Task<Exception> RefusalAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var retry = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
        if (retry) return new ConsoleUnreachableException($"the console answered {(int)response.StatusCode}");
        return new ConsoleRefusedException($"{options.Console} does not enrol agent '{options.AgentName}': {await ReasonAsync(response, ct)}");
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            using var problem = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            foreach (var member in (string[])["detail", "title"])
            {
                if (problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty(member, out var text) && text.GetString() is { } words) return words;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No problem document: the status has to do.
        }
        return $"status {(int)response.StatusCode}. Check the address, the name and the token.";
    }
}
