using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HoopLike.Console.Api.Mcp;

/// <summary>
/// The console as a server of the Model Context Protocol: <c>/mcp</c>, streamable HTTP, for whoever presents a bearer credential of the REST interface. No sessions: each request stands for itself, so that any console of an installation
/// answers it. Browsers' cookies are of no use here.
/// </summary>
internal static class McpApi
{
    /// <summary>Bytes of a message: a statement of SQL and little else.</summary>
    private const int LongestMessage = 256 * 1024;

    private static readonly string[] inHeader = ["header"];
    private static readonly JsonTypeInfo<JsonRpcMessage> messages = (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    public static void Map(IEndpointRouteBuilder app)
    {
        var mcp = app.MapGroup("").DisableAntiforgery().ExcludeFromDescription();
        mcp.MapGet(ProgramPaths.McpMetadata, MetadataAsync).AllowAnonymous();
        mcp.MapPost(ProgramPaths.Mcp, PostAsync).RequireAuthorization(Bearers).WithMetadata(new RequestSizeLimitAttribute(LongestMessage));
        // No stream to listen to, and no session to end.
        mcp.MapMethods(ProgramPaths.Mcp, [HttpMethods.Get, HttpMethods.Delete], Elsewhere).RequireAuthorization(Bearers);
    }

    private static void Bearers(Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder policy) => policy.AddAuthenticationSchemes(BearerAuthentication.SchemeName).RequireAuthenticatedUser();

    /// <summary>OAuth 2.0 protected resource metadata (RFC 9728): where a client may get a token.</summary>
    private static async Task<IResult> MetadataAsync(ConsoleAddress address, IdentityDirectory directory, CancellationToken cancellationToken)
    {
        var image = await directory.CurrentAsync(cancellationToken);
        // Providers first: people sign in there in a browser, where the console's own server knows device codes only.
        string[] servers = [.. image.Providers.Where(p => p.Config.Kind == IdentityProviderKind.Oidc).Select(p => p.Config.Issuer).OfType<string>(), address.Value];
        return Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["resource"] = address.Of(ProgramPaths.Mcp),
            ["resource_name"] = "HoopLike",
            ["authorization_servers"] = servers,
            ["bearer_methods_supported"] = inHeader,
        });
    }

    private static IResult Elsewhere(HttpContext context)
    {
        context.Response.Headers.Allow = HttpMethods.Post;
        return Results.Problem("Send messages of MCP by POST; there are no sessions here, and no stream to listen to.", statusCode: StatusCodes.Status405MethodNotAllowed);
    }

    private static async Task<IResult> PostAsync(HttpContext context, McpToolbox toolbox, McpLimits limits, ILoggerFactory logs, IServiceProvider services)
    {
        if (context.Request.Headers.Origin.ToString() is { Length: > 0 } origin && (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || from.Authority != context.Request.Host.Value)) return Problems.Forbidden("This call comes from another site's page.");
        if (!context.Request.HasJsonContentType()) return Results.Problem("A message of MCP is application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        var caller = McpCaller.Of(context);
        if (!limits.TryTake(caller))
        {
            context.Response.Headers.RetryAfter = "60";
            return Results.Problem($"More than {McpLimits.PerMinute} messages a minute are not answered.", statusCode: StatusCodes.Status429TooManyRequests);
        }

        JsonRpcMessage? message;
        try
        {
            message = await JsonSerializer.DeserializeAsync(context.Request.Body, messages, context.RequestAborted);
        }
        catch (JsonException)
        {
            return Problems.Invalid("The body is no message of JSON-RPC 2.0. Batches are not taken: send messages one by one.");
        }

        if (message is null) return Problems.Invalid("The body is no message of JSON-RPC 2.0.");
        message.Context = new JsonRpcMessageContext { User = context.User, ProtocolVersion = context.Request.Headers["Mcp-Protocol-Version"] is [{ Length: > 0 } version] ? version : null };
        await using var transport = new StreamableHttpServerTransport(logs) { Stateless = true };
        await using var server = McpServer.Create(transport, toolbox.For(caller), logs, services);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var running = server.RunAsync(stop.Token);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        var answered = await transport.HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted);
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (answered) return Results.Empty;
        context.Response.ContentType = null;
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }
}
