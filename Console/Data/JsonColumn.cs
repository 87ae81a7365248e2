using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HoopLike.Console.Data;

/// <summary>A value kept as JSON text. Secrets cannot be read back from it: they have columns of their own, encrypted.</summary>
public static class JsonColumn
{
    public static PropertyBuilder<T> IsJson<T>(this PropertyBuilder<T> property) => property.HasConversion(
        new ValueConverter<T, string>(value => Write(value), text => Read<T>(text)),
        new ValueComparer<T>((a, b) => Write(a) == Write(b), value => Write(value).GetHashCode(StringComparison.Ordinal), value => value));

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, SnapshotJson.Plain);

    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, SnapshotJson.Plain) ?? throw new JsonException("The stored document is null.");
}

internal sealed class WordsConverter() : ValueConverter<ImmutableArray<string>, string>(words => JsonColumn.Write(words), text => JsonColumn.Read<ImmutableArray<string>>(text));

internal sealed class WordsComparer() : ValueComparer<ImmutableArray<string>>((a, b) => a.SequenceEqual(b), words => words.Length, words => words);
