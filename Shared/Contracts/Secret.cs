using System.Text.Json;
using System.Text.Json.Serialization;

namespace HoopLike.Shared.Contracts;

/// <summary>A value that must not be seen: it prints, logs and serialises as <c>***</c>. <see cref="Reveal"/> is the visible act.</summary>
[JsonConverter(typeof(SecretMaskingConverter))]
public sealed class Secret(string value) : IEquatable<Secret>
{
    private readonly string value = value;

    /// <summary>The secret itself. Call it only where the value goes straight to the wire or into a cipher.</summary>
    public string Reveal() => value;

    public override string ToString() => "***";

    public bool Equals(Secret? other) => other is not null && string.Equals(value, other.value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => string.GetHashCode(value, StringComparison.Ordinal);
}

/// <summary>What every serialiser uses unless it asks for <see cref="SecretRevealingConverter"/>: secrets go out as <c>***</c> and cannot come in.</summary>
public sealed class SecretMaskingConverter : JsonConverter<Secret>
{
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new JsonException("A secret cannot be read with these options.");

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue("***");
}

/// <summary>The converter of <see cref="SnapshotJson"/>: the one place where secrets travel, from the console to its agents.</summary>
public sealed class SecretRevealingConverter : JsonConverter<Secret>
{
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(value.Reveal());
}
