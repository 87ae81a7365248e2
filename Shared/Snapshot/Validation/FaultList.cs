using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace HoopLike.Shared.Snapshot.Validation;

/// <summary>Gathers mistakes.</summary>
internal sealed partial class FaultList
{
    private readonly ImmutableArray<SnapshotError>.Builder errors = ImmutableArray.CreateBuilder<SnapshotError>();

    public ImmutableArray<SnapshotError> ToImmutable() => errors.ToImmutable();

    /// <summary>The place of one named thing.</summary>
    public FaultPlace At(string path, string? name) => new(this, path, name);

    public void Add(string path, string? name, string message) => errors.Add(new SnapshotError(path, message, name));

    /// <summary>Names form addresses, file names and log fields, so they are plain; and no two are the same.</summary>
    public void Names(string list, IEnumerable<string> names)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, name) in names.Index())
        {
            if (!PlainName().IsMatch(name)) Add($"{list}[{i}].name", name, "a name is 1 to 63 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit.");
            else if (!seen.TryAdd(name, i)) Add($"{list}[{i}].name", name, $"the name is taken by {list}[{seen[name]}].");
        }
    }

    public static bool IsPlainName(string name) => PlainName().IsMatch(name);

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,62}\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PlainName();
}

/// <summary>A thing in the configuration, to complain about by the keys within it.</summary>
internal readonly record struct FaultPlace(FaultList List, string Path, string? Name)
{
    public void Add(string key, string message) => List.Add(key.Length == 0 ? Path : key[0] == '[' ? Path + key : $"{Path}.{key}", Name, message);

    public void AddIf(bool isWrong, string key, string message)
    {
        if (isWrong) Add(key, message);
    }

    /// <summary>A list whose entries must not be blank.</summary>
    public void NotBlank(string key, ImmutableArray<string> values)
    {
        foreach (var (i, value) in values.OrNone().Index()) AddIf(string.IsNullOrWhiteSpace(value), $"{key}[{i}]", "must not be empty.");
    }
}
