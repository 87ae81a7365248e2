using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HoopLike.Bypass.Tests.Target;

/// <summary>Two worlds that differ in nothing but masked values. What a caller sees of the one must be what it sees of the other.</summary>
enum Twin { A, B }

/// <summary>
/// The planted values, the same in every run. Words are made of a letter beyond f and a digit in turn (<c>K4q7</c>): no English, no hexadecimal, no OID holds four characters of one by chance.
/// Row 6 of each table is NULL everywhere. On A the first letters of words rise with the row and on B they fall, A's numbers are small and even and B's large and odd.
/// </summary>
static class Plant
{
    public const int Rows = 5;
    const string Letters = "ghijkmnpqrstuvwxyzGHJKLMNPQRSTUVWXYZ";
    const string Digits = "23456789";

    /// <summary>Covered columns, by table.</summary>
    public static IReadOnlyDictionary<string, string[]> Columns { get; } = new Dictionary<string, string[]>
    {
        ["people"] = ["ssn", "code", "badge", "nick", "zip", "pin", "account", "salary", "born", "seen", "token", "addr", "photo", "doc", "profile", "tags", "home", "mood", "handle", "vec", "stay", "sheet"],
        ["accounts"] = ["iban", "balance", "email", "alias"],
        ["visits"] = ["diagnosis"],
        ["contacts"] = ["phone"],
        ["vip_contacts"] = ["phone"],
        ["tickets"] = ["body"],
        ["members"] = ["member", "sponsor", "locker"],
    };

    /// <summary>Members that both twins have, so that an honest question by equality finds them on both; they follow the planted rows.</summary>
    public static IReadOnlyList<string> KnownMembers { get; } = ["open sesame", "open barley"];

    /// <summary>The value as a literal of SQL.</summary>
    public static string Literal(string column, int row, Twin twin) => row > Rows ? "null" : column switch
    {
        "photo" => $"convert_to('{Word(column, row, twin)}', 'UTF8')",
        "doc" or "profile" => $$"""'{"k": "{{Word(column, row, twin)}}", "n": [{{(twin == Twin.A ? "1" : "1, 2")}}]}'""",
        "tags" => $"array['{Word(column, row, twin)}', '{Word("tags2", row, twin)}'{(twin == Twin.A ? "" : ", 'more'")}]",
        "home" => $"row('{Word(column, row, twin)}', {row + (twin == Twin.A ? 0 : 10)})::place",
        "mood" => (row % 2 == 0) == (twin == Twin.A) ? "'cross'" : "'calm'",
        "vec" => $"'{Word(column, row, twin)}:1'",
        "stay" => $"int8range({Number(column, row, twin)}, {Number(column, row, twin)} + 5)",
        "sheet" => $"'<p>{Word(column, row, twin)}</p>'",
        _ => $"'{Text(column, row, twin)}'",
    };

    /// <summary>The value in words, as a guess would name it.</summary>
    public static string Text(string column, int row, Twin twin) => column switch
    {
        "zip" => Zip(row, twin),
        "pin" or "account" or "stay" or "locker" => Number(column, row, twin).ToString(CultureInfo.InvariantCulture),
        "salary" or "balance" => string.Create(CultureInfo.InvariantCulture, $"{Number(column, row, twin)}.{37 + (2 * row)}"),
        "born" => Day(row, twin).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "seen" => string.Create(CultureInfo.InvariantCulture, $"{Day(row + 2, twin):yyyy-MM-dd} {(twin == Twin.A ? "05" : "17")}:4{row}:2{row}.9876{row}4+00"),
        "token" => new Guid(Hash(column, row, twin).AsSpan(0, 16)).ToString(),
        "addr" => string.Create(CultureInfo.InvariantCulture, $"{(twin == Twin.A ? 203 : 198)}.{113 + row}.{77 + row}.{149 + row}"),
        "phone" or "vip phone" => "+49" + Number(column, row, twin).ToString(CultureInfo.InvariantCulture),
        "sponsor" => Word("member", (row % Rows) + 1, twin),
        "iban" => Word(column, row, twin)[..^4] + Word(column, row, Twin.A)[^4..],
        "email" => Word(column, row, twin) + "@mail.example",
        "body" => $"Please charge card {Card(row, twin)} and write to {Word(column, row, twin)}@post.example.com",
        _ => Word(column, row, twin),
    };

    public static string Word(string column, int row, Twin twin)
    {
        var hash = Hash(column, row, twin);
        var word = new char[24];
        for (var i = 0; i < word.Length; i++) word[i] = i % 2 == 0 ? Letters[hash[i] % Letters.Length] : Digits[hash[i] % Digits.Length];
        word[0] = twin == Twin.A ? "GJLNP"[row - 1] : "ZXVTR"[row - 1];
        return new string(word);
    }

    /// <summary>Even and within 32 bits on A, odd and beyond them on B (but for pin, which is an int).</summary>
    public static long Number(string column, int row, Twin twin)
    {
        var digits = BitConverter.ToUInt32(Hash(column, row, twin)) % 400_000_000;
        var number = 1_300_000_000L + digits + (twin == Twin.B && column != "pin" ? 730_000_000_000_000L : 0);
        return number - (number % 2) + (twin == Twin.A ? 0 : 1);
    }

    public static string Card(int row, Twin twin)
    {
        var digits = "4" + (BitConverter.ToUInt64(Hash("card", row, twin)) % 100_000_000_000_000).ToString("00000000000000", CultureInfo.InvariantCulture);
        var sum = digits.Reverse().Select((c, i) => (c - '0') * (i % 2 == 0 ? 2 : 1)).Sum(n => n > 9 ? n - 9 : n);
        return digits + ((10 - (sum % 10)) % 10);
    }

    public static DateOnly Day(int row, Twin twin) => new(twin == Twin.A ? 1871 + (3 * row) : 1856 - (2 * row), 1 + row, 13 + row + (twin == Twin.A ? 0 : 5));

    /// <summary>Digits only on A, where the last two rows have the same; not a number in B's first row.</summary>
    static string Zip(int row, Twin twin) => twin == Twin.A ? Number("zip", Math.Min(row, 4), twin).ToString(CultureInfo.InvariantCulture) :
        (row == 1 ? "k" : "") + Number("zip", row, twin).ToString(CultureInfo.InvariantCulture);

    static byte[] Hash(string column, int row, Twin twin) => SHA256.HashData(Encoding.UTF8.GetBytes($"{column}/{row}/{twin}"));
}
