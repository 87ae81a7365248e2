using HoopLike.Bypass.Tests.Target;

namespace HoopLike.Bypass.Tests.Leaks;

/// <summary>Every run of so many characters of the planted words, with where it comes from.</summary>
sealed class Windows
{
    readonly Dictionary<string, string> origins = new(StringComparer.Ordinal);
    readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> lookup;
    readonly int size;

    public Windows(int size, IEnumerable<(string Name, string Value)> words)
    {
        this.size = size;
        lookup = origins.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (name, value) in words)
        for (var i = 0; i + size <= value.Length; i++) origins.TryAdd(value.Substring(i, size), name);
    }

    /// <summary>The first window in the text that the caller has not said itself; null where there is none.</summary>
    public string? Find(string text, string said)
    {
        for (var i = 0; i + size <= text.Length; i++)
        {
            if (lookup.TryGetValue(text.AsSpan(i, size), out var name) && !said.AsSpan().Contains(text.AsSpan(i, size), StringComparison.OrdinalIgnoreCase)) return $"{name}: …{text.Substring(i, size)}…";
        }
        return null;
    }
}

/// <summary>The planted values in the forms in which they could come to light.</summary>
static class Markers
{
    static readonly string[] words = ["ssn", "code", "badge", "nick", "photo", "doc", "profile", "tags", "tags2", "home", "handle", "vec", "sheet", "diagnosis", "alias", "email", "body", "iban", "member"];

    static IEnumerable<(string Column, int Row, Twin Twin)> Places(params string[] columns) =>
        from column in columns from row in Enumerable.Range(1, Plant.Rows) from twin in new[] { Twin.A, Twin.B } select (column, row, twin);

    /// <summary>Words of letters and digits; of an iban without the end that its rule shows.</summary>
    public static IReadOnlyList<(string Name, string Value)> Words { get; } =
        [.. Places(words).Select(p => ($"{p.Column} of row {p.Row} on {p.Twin}", p.Column == "iban" ? Plant.Word("iban", p.Row, p.Twin)[..^4] : Plant.Word(p.Column, p.Row, p.Twin)))];

    /// <summary>Numbers, without signs and points.</summary>
    public static IReadOnlyList<(string Name, string Value)> Numbers { get; } =
        [.. Places("zip", "pin", "account", "stay", "locker", "salary", "balance", "phone", "vip phone").Select(p => ($"{p.Column} of row {p.Row} on {p.Twin}", Plant.Text(p.Column, p.Row, p.Twin).TrimStart('+', 'k').Replace(".", "", StringComparison.Ordinal))),
         .. Places("card").Select(p => ($"card of row {p.Row} on {p.Twin}", Plant.Card(p.Row, p.Twin)))];

    /// <summary>Values of which only the whole is telling.</summary>
    public static IReadOnlyList<(string Name, string Value)> Wholes { get; } =
        [.. Places("born", "addr").Select(p => ($"{p.Column} of row {p.Row} on {p.Twin}", Plant.Text(p.Column, p.Row, p.Twin))),
         .. Places("seen").Select(p => ($"{p.Column} of row {p.Row} on {p.Twin}", Plant.Text(p.Column, p.Row, p.Twin)[11..^3])),
         .. Places("seen").Select(p => ($"{p.Column} of row {p.Row} on {p.Twin}", Plant.Text(p.Column, p.Row, p.Twin)[..10]))];

    public static IReadOnlyList<(string Name, string Value)> Uuids { get; } =
        [.. Places("token").Select(p => ($"{p.Column} of row {p.Row} on {p.Twin}", Plant.Text(p.Column, p.Row, p.Twin).Replace("-", "", StringComparison.Ordinal)))];

    /// <summary>PostgreSQL's binary form of what is not text.</summary>
    public static IReadOnlyList<(string Name, byte[] Value)> Binary { get; } = [.. Places("pin", "account", "stay", "locker", "born", "seen", "token", "addr", "salary", "balance").Select(p => ($"{p.Column} of row {p.Row} on {p.Twin}", BinaryForms.Of(p.Column, p.Row, p.Twin)))];
}
