using HoopLike.Console.Identities;

namespace HoopLike.Console.Api;

/// <summary>Refusals as OAuth clients expect them (RFC 6749, section 5.2).</summary>
/// <param name="Error">One of the registered words.</param>
/// <param name="Description">For whoever reads the client's log.</param>
internal sealed record OAuthError(string Error, string Description)
{
    public static IResult InvalidRequest(string description) => Of("invalid_request", description);

    public static IResult InvalidGrant(string description) => Of("invalid_grant", description);

    public static IResult InvalidClient(string description) => Of("invalid_client", description, StatusCodes.Status401Unauthorized);

    public static IResult InvalidTarget(string description) => Of("invalid_target", description);

    public static IResult TooMany() => Of("slow_down", Doors.Shut, StatusCodes.Status429TooManyRequests);

    public static IResult Of(string error, string description, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new Dictionary<string, string>(StringComparer.Ordinal) { ["error"] = error, ["error_description"] = description }, statusCode: status);
}
