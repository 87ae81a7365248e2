namespace HoopLike.Console.Api;

/// <summary>Errors as RFC 9457 problem documents.</summary>
internal static class Problems
{
    public static IResult Invalid(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);

    /// <summary>Every mistake, one a line of <c>errors</c>.</summary>
    public static IResult Invalid(string title, IEnumerable<string> mistakes) =>
        Results.Problem(title: title, statusCode: StatusCodes.Status400BadRequest, extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["errors"] = mistakes.ToArray() });

    public static IResult Forbidden(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status403Forbidden);

    public static IResult NotFound(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status404NotFound);

    public static IResult Conflict(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status409Conflict);
}
