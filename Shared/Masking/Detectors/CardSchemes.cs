namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Issuer ranges (ISO/IEC 7812) of the card schemes in use, by the first six digits, each with the lengths that its numbers have.</summary>
internal static class CardSchemes
{
    private const int Prefix = 6;

    /// <summary>First and last prefix, and shortest and longest number; ascending. Where ranges of several schemes lie in one another, the lengths of all of them count.</summary>
    private static readonly (int From, int To, int Shortest, int Longest)[] ranges =
    [
        (220000, 220499, 16, 19), // Mir
        (220500, 220599, 16, 16), // Borica
        (222100, 272099, 16, 16), // Mastercard
        (300000, 305999, 14, 19), // Diners Club
        (309500, 309599, 14, 19), // Diners Club
        (340000, 349999, 15, 15), // American Express
        (352800, 358999, 16, 19), // JCB, RuPay, LankaPay
        (360000, 369999, 14, 19), // Diners Club
        (370000, 379999, 15, 15), // American Express
        (380000, 399999, 14, 19), // Diners Club
        (400000, 499999, 13, 19), // Visa, Elo, Dankort
        (500000, 509999, 13, 19), // Maestro, Verve, Elo, RuPay
        (510000, 559999, 16, 16), // Mastercard
        (560000, 589999, 13, 19), // Maestro, Uzcard
        (600000, 609999, 13, 19), // Discover, RuPay, Hipercard, Maestro
        (620000, 629999, 13, 19), // UnionPay, Discover, Elo
        (630000, 639999, 13, 19), // Maestro, InstaPayment, InterPayment, Elo, Hipercard
        (640000, 659999, 16, 19), // Discover, RuPay, Troy, Verve, Elo
        (670000, 679999, 13, 19), // Maestro, Laser, Solo
        (690000, 699999, 13, 19), // Maestro
        (810000, 829999, 16, 19), // UnionPay, RuPay
        (860000, 860099, 16, 16), // Uzcard
        (979200, 979299, 16, 16), // Troy
        (986000, 986099, 16, 16), // Humo
    ];

    /// <summary>By the first four digits.</summary>
    private static readonly bool[] begins = Begins();

    public static bool MayBegin(ReadOnlySpan<byte> digits) => begins[(((((digits[0] * 10) + digits[1]) * 10) + digits[2]) * 10) + digits[3]];

    /// <param name="digits">Six or more, as numbers.</param>
    public static bool Covers(ReadOnlySpan<byte> digits)
    {
        var prefix = 0;
        foreach (var digit in digits[..Prefix]) prefix = (prefix * 10) + digit;
        // Of Visa's numbers none has 14, 15 or 17 digits.
        if (digits[0] == 4 && digits.Length is 14 or 15 or 17) return false;
        foreach (var (from, to, shortest, longest) in ranges)
        {
            if (prefix < from) return false;
            if (prefix <= to) return digits.Length >= shortest && digits.Length <= longest;
        }
        return false;
    }

    private static bool[] Begins()
    {
        var found = new bool[10_000];
        foreach (var range in ranges)
            for (var four = range.From / 100; four <= range.To / 100; four++) found[four] = true;
        return found;
    }
}
