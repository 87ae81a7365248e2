using System.Collections.Immutable;

namespace HoopLike.Shared.Http;

/// <summary>The methods that are forwarded: those of RFC 9110 but CONNECT, PATCH, QUERY, those of WebDAV, LIST and PURGE. A method is case-sensitive and stands in upper case; any other text is refused, since servers differ in what they take it for.</summary>
public static class HttpMethods
{
    public static ImmutableArray<string> All { get; } =
    [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "LIST", "PURGE",
        "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH",
    ];

    /// <summary>Where frameworks look for a method that stands in for the one of the request line: a rule about methods counts these too.</summary>
    internal static ImmutableArray<string> OverrideHeaders { get; } = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

    internal const string OverrideParameter = "_method";

    /// <summary>Why a request with this method is not forwarded, in words for the caller (501); null where it is.</summary>
    public static string? WhyRefused(string method) => All.Contains(method) ? null
        : All.Contains(method.ToUpperInvariant()) ? "The request method must be in upper case."
        : "The request method is not one that is forwarded here.";
}
