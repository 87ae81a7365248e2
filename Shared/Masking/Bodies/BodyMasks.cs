using HoopLike.Shared.Masking.Bodies.Json;
using HoopLike.Shared.Masking.Bodies.Streams;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>
/// Chooses the mask for a body by its content type. Anything that cannot be read under a rule is refused. What holds no text at all (images, sound, video, fonts) passes where the rules have detectors only, or no page
/// behind the gateway could show a picture: what could be found in it would be chance. <c>application/octet-stream</c>, archives and office documents can hold text that detectors would not see, and are refused; so is
/// whatever has no content type. JSON paths name members of JSON (and fields of forms): under a rule with paths everything else is refused, pictures too, since nobody can say what of it the path would name.
/// </summary>
public static class BodyMasks
{
    /// <param name="contentType">The header's value; null where there is none.</param>
    public static BodyPlan For(string? contentType, BodyRules rules, BodyDirection direction)
    {
        var side = rules.Of(direction);
        if (side.IsEmpty) return BodyPlan.Clear;
        if (string.IsNullOrWhiteSpace(contentType)) return BodyPlan.Refused($"{Body(direction)} has no Content-Type, and masking rules apply to it: without one it cannot be read. Let the target, or the client, say what it sends.");
        var type = ContentType.Parse(contentType);
        var kind = type.Kind;
        if (kind == BodyKind.Unknown) return BodyPlan.Refused($"{Body(direction)} is {Shown(type.Type)}, and masking rules apply to it: it cannot be read, so it is not let through. JSON, JSON lines, event streams, forms, CSV, XML, HTML and other text can be read.");
        var hasPaths = !side.Paths.IsEmpty;
        if (hasPaths && kind is not (BodyKind.Json or BodyKind.JsonLines or BodyKind.Events or BodyKind.Form))
            return BodyPlan.Refused($"{Body(direction)} is {Shown(type.Type)}, and a masking rule with JSON paths applies to it: only JSON, JSON lines, event streams and forms have what a path can name, so it is not let through.");
        if (kind == BodyKind.Picture) return BodyPlan.Clear;
        if (!type.IsUtf8) return BodyPlan.Refused($"{Body(direction)} is in the charset {Shown(type.Charset!)}, and masking rules apply to it: only UTF-8 can be read.");
        return BodyPlan.Masked(kind switch
        {
            BodyKind.Json => () => new JsonBodyMask(side),
            BodyKind.JsonLines => () => new JsonLinesBodyMask(side),
            BodyKind.Events => () => new EventStreamBodyMask(side),
            BodyKind.Form => () => new FormBodyMask(side),
            BodyKind.Csv => () => new CsvBodyMask(side.Detectors),
            BodyKind.Markup => () => new MarkupBodyMask(side.Detectors),
            _ => () => new TextBodyMask(side.Detectors),
        });
    }

    /// <summary>For what stands in heads: request lines, headers, trailers. No JSON path names any of it, so that detectors and patterns alone apply; never refused.</summary>
    public static BodyPlan ForHead(BodyRules rules, BodyDirection direction) => rules.Of(direction).Detectors is { IsEmpty: false } detectors ? BodyPlan.Masked(() => new TextBodyMask(detectors)) : BodyPlan.Clear;

    /// <summary>Whether a body of this type is text of any kind, whatever the rules say; false where there is no type.</summary>
    public static bool IsText(string? contentType) => !string.IsNullOrWhiteSpace(contentType) && ContentType.Parse(contentType).Kind is not (BodyKind.Unknown or BodyKind.Picture);

    private static string Body(BodyDirection direction) => direction == BodyDirection.Request ? "The request's body" : "The answer's body";

    /// <summary>What came from outside is shown only as far as it is plain.</summary>
    private static string Shown(string word) => word.Length is > 0 and <= 80 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '+' or '-' or '.' or '_') ? word : "of a type that has no name";
}
