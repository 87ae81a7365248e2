using HoopLike.Console.Configuration;

namespace HoopLike.Console.Api;

/// <summary>A configuration as the body of a request.</summary>
internal static class RequestText
{
    public const string TooLong = "The body is longer than 4 MiB.";

    /// <summary>Null where it is longer than <see cref="ConfigText.Longest"/>.</summary>
    public static async Task<string?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > ConfigText.Longest) return null;
        using var reader = new StreamReader(request.Body);
        var buffer = new char[ConfigText.Longest + 1];
        var length = await reader.ReadBlockAsync(buffer.AsMemory(), cancellationToken);
        return length > ConfigText.Longest ? null : new string(buffer, 0, length);
    }
}
