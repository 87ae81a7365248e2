namespace HoopLike.Shared.Http;

/// <summary>How a body is to be read by what its headers say.</summary>
internal enum BodyForm { Json, Graphql, Other }

internal static class ContentTypes
{
    /// <param name="unreadable">Why it cannot be told what the body is; null where it can, be it none of ours.</param>
    public static BodyForm Of(ReadOnlySpan<HttpHeader> headers, out string? unreadable)
    {
        string? value = null;
        unreadable = null;
        foreach (var header in headers)
        {
            if (!header.Is("Content-Type")) continue;
            if (value is not null) unreadable = "the request has several Content-Types";
            value = header.Value;
        }

        if (unreadable is not null) return BodyForm.Other;
        if (value is null)
        {
            unreadable = "the body has no Content-Type";
            return BodyForm.Other;
        }

        var parts = value.Split(';', StringSplitOptions.TrimEntries);
        var form = parts[0].ToLowerInvariant() switch
        {
            "application/json" or "text/json" => BodyForm.Json,
            "application/graphql" => BodyForm.Graphql,
            var type when type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal) => BodyForm.Json,
            _ => BodyForm.Other,
        };
        if (form == BodyForm.Other || parts[0].Contains(',', StringComparison.Ordinal))
        {
            unreadable = "the body's Content-Type is not JSON";
            return BodyForm.Other;
        }

        foreach (var parameter in parts.Skip(1))
        {
            var pair = parameter.Split('=', 2, StringSplitOptions.TrimEntries);
            if (!pair[0].Equals("charset", StringComparison.OrdinalIgnoreCase)) continue;
            if (pair.Length < 2 || !pair[1].Trim('"').ToUpperInvariant().Replace("-", "", StringComparison.Ordinal).Equals("UTF8", StringComparison.Ordinal)) unreadable = "the body's charset is not UTF-8";
        }

        return form;
    }
}
