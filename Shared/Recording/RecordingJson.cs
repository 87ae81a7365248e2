using System.Text.Encodings.Web;
using System.Text.Json;
using HoopLike.Shared.Contracts;

namespace HoopLike.Shared.Recording;

/// <summary>How payloads are written and read where speed does not matter.</summary>
public static class RecordingJson
{
    /// <summary>As <see cref="SnapshotJson.Plain"/>, with letters of all scripts left readable: recordings are files, never part of a page.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Writes a JSON object.</summary>
    public static void Object<T>(this JsonBytes to, T value)
    {
        using var writer = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = Options.Encoder, SkipValidation = true });
        JsonSerializer.Serialize(writer, value, Options);
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(SnapshotJson.Plain) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
