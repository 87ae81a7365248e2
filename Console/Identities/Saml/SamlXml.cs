using System.Text;
using System.Xml;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Reads XML that anybody may have written: no document type, no entities, nothing fetched, bounded in size, depth and number.</summary>
internal static class SamlXml
{
    /// <summary>Bytes. Some thousand groups fit in; a document of this size is verified in milliseconds.</summary>
    public const int LargestMessage = 512 * 1024;
    /// <summary>Honest responses have about ten levels. Canonicalisation recurses, so depth is bounded before it sees anything.</summary>
    private const int Deepest = 40;
    private const int MostNodes = 40_000;
    private const int MostAttributes = 64;

    private static readonly UTF8Encoding strict = new(false, throwOnInvalidBytes: true);

    /// <exception cref="SamlRefusedException">It is no XML of the kind that is accepted.</exception>
    public static XmlDocument Load(ReadOnlySpan<byte> message)
    {
        if (message.Length > LargestMessage) throw Malformed($"The message is larger than {LargestMessage / 1024} KiB.");
        try
        {
            var text = strict.GetString(message);
            if (text.Contains("<!DOCTYPE", StringComparison.Ordinal)) throw Malformed("The message has a document type (DOCTYPE), which could hide entities: none is accepted.");
            Measure(text);
            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            using var reader = Reader(text);
            document.Load(reader);
            return document;
        }
        catch (Exception e) when (e is XmlException or DecoderFallbackException)
        {
            throw new SamlRefusedException(SamlFault.Malformed, "The message is no well-formed XML in UTF-8.", e);
        }
    }

    public static IEnumerable<XmlElement> Children(XmlElement parent, string space, string name) =>
        parent.ChildNodes.OfType<XmlElement>().Where(e => Is(e, space, name));

    /// <exception cref="SamlRefusedException">There is none, or more than one.</exception>
    public static XmlElement One(XmlElement parent, string space, string name) =>
        AtMostOne(parent, space, name) ?? throw Malformed($"{parent.LocalName} has no {name}.");

    /// <exception cref="SamlRefusedException">There is more than one.</exception>
    public static XmlElement? AtMostOne(XmlElement parent, string space, string name) => Children(parent, space, name).ToList() switch
    {
        [] => null,
        [var only] => only,
        _ => throw Malformed($"{parent.LocalName} has more than one {name}."),
    };

    public static bool Is(XmlElement element, string space, string name) => element.LocalName == name && element.NamespaceURI == space;

    /// <summary>The attribute, or null; an empty one is none.</summary>
    public static string? Attribute(XmlElement element, string name) => element.GetAttribute(name) is { Length: > 0 } value ? value : null;

    /// <summary>The whole text, spaces around it left out. Null when there is anything but text inside.</summary>
    public static string? TextOrNull(XmlElement element)
    {
        var all = new StringBuilder();
        foreach (XmlNode child in element.ChildNodes)
        {
            if (child is XmlComment) continue;
            if (child is not XmlCharacterData text) return null;
            all.Append(text.Value);
        }

        return all.ToString().Trim(' ', '\t', '\r', '\n');
    }

    /// <exception cref="SamlRefusedException">It is empty, or holds more than text.</exception>
    public static string Text(XmlElement element) => TextOrNull(element) is { Length: > 0 } text ? text : throw Malformed($"{element.LocalName} is empty, or holds more than text.");

    public static SamlRefusedException Malformed(string words) => new(SamlFault.Malformed, words);

    private static void Measure(string text)
    {
        using var reader = Reader(text);
        var nodes = 0;
        while (reader.Read())
        {
            nodes += 1 + reader.AttributeCount;
            if (reader.Depth > Deepest) throw Malformed($"The message is nested more than {Deepest} levels deep.");
            if (nodes > MostNodes || reader.AttributeCount > MostAttributes) throw Malformed("The message has more elements or attributes than any honest one.");
            if (reader.NodeType == XmlNodeType.ProcessingInstruction) throw Malformed("The message has a processing instruction: none is accepted.");
        }
    }

    private static XmlReader Reader(string text) => XmlReader.Create(new StringReader(text), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LargestMessage, MaxCharactersFromEntities = 1,
    });
}
