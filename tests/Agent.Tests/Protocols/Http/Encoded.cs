using System.IO.Compression;
using System.Text;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Tests.Protocols.Http;

/// <summary>Bodies with content codings, as peers of the gateway make and read them; <c>raw</c> is deflate without zlib's head.</summary>
internal static class Encoded
{
    public static ByteArrayContent Content(byte[] body, string coding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        content.Headers.ContentEncoding.Add(coding);
        return content;
    }

    public static byte[] Encode(string text, params string[] codings)
    {
        var body = Encoding.UTF8.GetBytes(text);
        foreach (var coding in codings)
        {
            var output = new MemoryStream();
            using (var stream = Encoder(output, coding)) stream.Write(body);
            body = output.ToArray();
        }
        return body;
    }

    public static Stream Encoder(Stream to, string coding) => coding switch
    {
        "gzip" => new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true),
        "br" => new BrotliStream(to, CompressionLevel.Fastest, leaveOpen: true),
        "deflate" => new ZLibStream(to, CompressionLevel.Optimal, leaveOpen: true),
        _ => new DeflateStream(to, CompressionLevel.Optimal, leaveOpen: true),
    };

    public static Stream Decoder(Stream from, string coding) => coding switch
    {
        "gzip" => new GZipStream(from, CompressionMode.Decompress),
        "br" => new BrotliStream(from, CompressionMode.Decompress),
        "deflate" => new ZLibStream(from, CompressionMode.Decompress),
        _ => new DeflateStream(from, CompressionMode.Decompress),
    };

    public static string Decode(byte[] body, params string[] codings)
    {
        foreach (var coding in codings.Reverse())
        {
            var output = new MemoryStream();
            using (var stream = Decoder(new MemoryStream(body), coding)) stream.CopyTo(output);
            body = output.ToArray();
        }
        return Encoding.UTF8.GetString(body);
    }

    /// <summary>The text of all bodies on record.</summary>
    public static string Recorded(HttpGateway gateway) => string.Concat(gateway.Events().Where(e => e.Kind == RecordKind.Rows).SelectMany(e => e.Read<RowsEvent>().Lines!.Value).Select(l => l.Text));
}
