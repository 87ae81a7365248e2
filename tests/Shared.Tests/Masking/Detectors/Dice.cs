using System.Text;

namespace HoopLike.Shared.Tests.Masking.Detectors;

/// <summary>Chance that is the same in every run.</summary>
internal sealed class Dice(int seed)
{
    public const string Digits = "0123456789";
    public const string Hex = "0123456789abcdef";
    public const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    public const string Alphanumeric = Letters + Digits;
    public const string Base64 = Alphanumeric + "+/";
    public const string Base64Url = Alphanumeric + "-_";

    private readonly Random random = new(seed);

    public int Number(int from, int to) => random.Next(from, to + 1);

    public bool OneIn(int many) => random.Next(many) == 0;

    public T Of<T>(params T[] choices) => choices[random.Next(choices.Length)];

    public string Text(string alphabet, int length) => new([.. Enumerable.Range(0, length).Select(_ => alphabet[random.Next(alphabet.Length)])]);

    /// <summary><c>#</c> any digit, <c>%</c> 1 to 9, <c>@</c> 2 to 9, <c>x</c> a hexadecimal digit; all else as it is.</summary>
    public string Form(string form) => new([.. form.Select(c => c switch
    {
        '#' => Digits[random.Next(10)],
        '%' => Digits[random.Next(1, 10)],
        '@' => Digits[random.Next(2, 10)],
        'x' => Hex[random.Next(16)],
        _ => c,
    })]);

    public string Uuid() => Form("xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx");

    public string Time() => $"2026-{Number(1, 12):00}-{Number(1, 28):00}T{Number(0, 23):00}:{Number(0, 59):00}:{Number(0, 59):00}.{Number(0, 999):000}Z";

    public string Word() => Of("invoice", "customer", "ticket", "release", "shipment", "worker", "report", "account", "session", "payment", "order", "branch", "backup", "queue", "catalogue", "Überweisung", "café", "naïve");

    public string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Word()));

    /// <summary>With the digit that makes the sum right (ISO/IEC 7812).</summary>
    public string Luhn(string prefix, int length)
    {
        var number = new StringBuilder(prefix).Append(Text(Digits, length - 1 - prefix.Length));
        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = number[^(i + 1)] - '0';
            if (i % 2 == 0) digit *= 2;
            sum += digit > 9 ? digit - 9 : digit;
        }
        return number.Append((10 - (sum % 10)) % 10).ToString();
    }
}
