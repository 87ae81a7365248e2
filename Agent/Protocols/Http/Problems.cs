using System.Text.Json;
using HoopLike.Agent.Protocols;
using Microsoft.AspNetCore.Http;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Refusals as problem documents (RFC 9457).</summary>
internal static class Problems
{
    public static int StatusOf(FailureKind kind) => kind switch
    {
        FailureKind.BadCredential => StatusCodes.Status401Unauthorized,
        FailureKind.NoRight or FailureKind.Ended => StatusCodes.Status403Forbidden,
        FailureKind.Protocol => StatusCodes.Status400BadRequest,
        FailureKind.NotFound => StatusCodes.Status404NotFound,
        FailureKind.NotSupported => StatusCodes.Status501NotImplemented,
        FailureKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>Says why there is no answer. Where one has begun, the connection is broken instead: a client must not take a part for the whole.</summary>
    /// <param name="more">Further members of the document.</param>
    public static async Task SayAsync(HttpContext context, int status, string title, string? detail = null, IReadOnlyDictionary<string, string>? more = null)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.Clear();
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        context.Response.ContentType = "application/problem+json";
        var members = new Dictionary<string, object?> { ["title"] = title, ["status"] = status };
        if (detail is not null) members["detail"] = detail;
        foreach (var (name, value) in more ?? new Dictionary<string, string>()) members[name] = value;
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(members), context.RequestAborted);
    }

    public static Task SayAsync(HttpContext context, SessionFailure failure) =>
        SayAsync(context, StatusOf(failure.Kind), failure.Message, failure.Hint, failure.Detail is null ? null : new Dictionary<string, string> { ["reason"] = failure.Detail });
}
