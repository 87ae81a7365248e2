using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>The code flow of OpenID Connect Core 1.0 §3.1 on the framework's OAuth 2.0 handler, which brings state, correlation and PKCE (S256): discovery, nonce, issuer check and the ID token are added here.</summary>
public sealed class OidcHandler(OidcOptions options, OidcClient client, OidcPeople people, ILoggerFactory logger) : OAuthHandler<OidcOptions>(options.Monitor(), logger, UrlEncoder.Default)
{
    private const string NonceKey = ".nonce";

    /// <summary>Who has come back; null until somebody did.</summary>
    public ProvenPerson? Proven { get; private set; }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        properties.Items[NonceKey] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        return base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var more = new Dictionary<string, string?>(StringComparer.Ordinal) { ["nonce"] = properties.Items[NonceKey] };
        if (Options.Provider.Config.Prompt is { } prompt) more["prompt"] = prompt;
        return QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, Options.RedirectUri), more);
    }

    protected override bool ValidateCorrelationId(AuthenticationProperties properties) =>
        base.ValidateCorrelationId(properties) ? true : throw new ProviderSignInException(SignInProblems.OtherBrowser, "The answer came in another browser than the question, too late, or twice.");

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        if (Options.StateDataFormat.Unprotect(Request.Query["state"]) is null) throw new ProviderSignInException(SignInProblems.OtherBrowser, "The answer's state is missing, or is none of ours.");
        // RFC 9207: an answer of another provider's, brought here to have its code sent to the wrong one.
        string? issuer = Request.Query["iss"];
        if (issuer is not null && issuer != Options.Discovery.Issuer) throw new ProviderSignInException(SignInProblems.Answer, $"The answer is from '{OidcClient.Tame(issuer)}', not from '{Options.Discovery.Issuer}' (iss).");
        if (issuer is null && Options.Discovery.SendsIssuer) throw new ProviderSignInException(SignInProblems.Answer, "The answer does not say from whom it is (iss), although the provider says that its answers do.");
        var result = await base.HandleRemoteAuthenticateAsync();
        if (result.Failure is { } failure and not ProviderSignInException) throw Refusal(failure);
        return result;
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "authorization_code", ["code"] = context.Code, ["redirect_uri"] = Options.RedirectUri };
        if (context.Properties.Items.Remove(OAuthConstants.CodeVerifierKey, out var verifier)) form[OAuthConstants.CodeVerifierKey] = verifier!;
        try
        {
            return OAuthTokenResponse.Success(JsonDocument.Parse((await client.TokenAsync(Options.Provider, Options.Discovery, form, Context.RequestAborted)).ToJsonString()));
        }
        catch (ProviderRefusedException e)
        {
            throw new ProviderSignInException(OidcClient.IsAboutClient(e.Error) ? SignInProblems.Setup : SignInProblems.Refused, e.Message, e);
        }
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var nonce = properties.Items.Remove(NonceKey, out var sent) && sent is not null ? sent : throw new ProviderSignInException(SignInProblems.OtherBrowser, "The state holds no nonce.");
        var answer = JsonNode.Parse(tokens.Response!.RootElement.GetRawText())!.AsObject();
        Proven = await people.ProveAsync(Options.Provider, Options.Discovery, answer, nonce, Context.RequestAborted);
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }

    /// <summary>The framework's words, and the error that the provider sent the browser back with (RFC 6749 §4.1.2.1).</summary>
    private ProviderSignInException Refusal(Exception failure)
    {
        string? error = Request.Query["error"];
        if (error is null) return new ProviderSignInException(SignInProblems.Answer, failure.Message, failure);
        var problem = error is "server_error" or "temporarily_unavailable" ? SignInProblems.Unreachable : OidcClient.IsAboutClient(error) ? SignInProblems.Setup : SignInProblems.Refused;
        return new ProviderSignInException(problem, $"The provider sent the browser back: {OidcClient.Tame(error)} {OidcClient.Tame(Request.Query["error_description"])}".TrimEnd(), failure);
    }
}
