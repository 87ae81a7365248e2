using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace HoopLike.Shared.Http;

/// <summary>
/// A request as people write it down: <c>POST /v1/chat</c>, then lines of headers, an empty line and the body. To try policies with, and to read again what a recording says of one; nothing that comes from a wire is read so.
/// A body without a Content-Type is taken for JSON.
/// </summary>
public static class WrittenRequest
{
    /// <param name="unread">Why a body is not in the text though the request may have had one; null where the text is the whole request.</param>
    /// <param name="refusal">Why an agent would not forward it, or why it is no request; in words.</param>
    public static bool TryParse(string text, string? unread, [NotNullWhen(true)] out HttpOperation? operation, [NotNullWhen(false)] out string? refusal)
    {
        operation = null;
        var lines = text.ReplaceLineEndings("\n").TrimStart('\n').Split("\n\n", 2);
        var head = lines[0].Split('\n');
        var words = head[0].Trim().Split(' ');
        if (words.Length is < 2 or > 3)
        {
            refusal = "A request begins with its method and target, as GET /v1/models.";
            return false;
        }

        refusal = HttpMethods.WhyRefused(words[0]);
        if (refusal is not null || !HttpTarget.TryParse(words[1], out var target, out refusal)) return false;
        var headers = new List<HttpHeader>();
        foreach (var line in head.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || !HttpHeader.IsName(line[..colon]))
            {
                refusal = "A line of the request's head is no header, as X-Environment: prod. An empty line stands before the body.";
                return false;
            }

            headers.Add(new HttpHeader(line[..colon], line[(colon + 1)..].Trim()));
        }

        var body = lines.Length > 1 ? Encoding.UTF8.GetBytes(lines[1].Trim()) : [];
        if (body.Length > 0 && !headers.Any(h => h.Is("Content-Type"))) headers.Add(new HttpHeader("Content-Type", "application/json"));
        operation = new HttpOperation(words[0], target, headers.ToArray(), body, body.Length > 0 ? null : unread);
        return true;
    }
}
