using System.Buffers;
using System.IO.Compression;
using HoopLike.Shared.Masking.Bodies.Codings;

namespace HoopLike.Shared.Tests.Masking.Bodies.Codings;

/// <summary>Bodies as servers encode them, and what is read of them.</summary>
internal static class Coded
{
    public static string[] Words { get; } = ["gzip", "br", "deflate", "raw"];

    public static ContentCodings Of(params string[] words) => ContentCodings.Of(words.Select(w => w == "raw" ? "deflate" : w));

    public static byte[] Encode(byte[] body, params string[] words)
    {
        foreach (var word in words)
        {
            var output = new MemoryStream();
            using (Stream stream = word switch { "gzip" => new GZipStream(output, CompressionLevel.Optimal), "br" => new BrotliStream(output, CompressionLevel.Fastest), "deflate" => new ZLibStream(output, CompressionLevel.Optimal), _ => new DeflateStream(output, CompressionLevel.Optimal) })
                stream.Write(body);
            body = output.ToArray();
        }
        return body;
    }

    public static byte[] Decode(byte[] body, params string[] words)
    {
        foreach (var word in words.Reverse())
        {
            var input = new MemoryStream(body);
            var output = new MemoryStream();
            using (Stream stream = word switch { "gzip" => new GZipStream(input, CompressionMode.Decompress), "br" => new BrotliStream(input, CompressionMode.Decompress), "deflate" => new ZLibStream(input, CompressionMode.Decompress), _ => new DeflateStream(input, CompressionMode.Decompress) })
                stream.CopyTo(output);
            body = output.ToArray();
        }
        return body;
    }

    /// <summary>What is read of an encoded body that comes in pieces.</summary>
    public static byte[] Read(byte[] encoded, string[] words, Func<int>? piece = null)
    {
        using var decoding = new BodyDecoding(Of(words));
        var output = new ArrayBufferWriter<byte>();
        for (var at = 0; at < encoded.Length;)
        {
            var length = Math.Min(piece?.Invoke() ?? encoded.Length, encoded.Length - at);
            decoding.Give(encoded.AsMemory(at, length));
            at += length;
            Drain(decoding, output);
        }
        decoding.End();
        return output.WrittenSpan.ToArray();
    }

    public static void Drain(BodyDecoding decoding, ArrayBufferWriter<byte> output)
    {
        while (decoding.Read(output.GetSpan(997)[..997]) is > 0 and var read) output.Advance(read);
    }
}
