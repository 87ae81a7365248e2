using System.Net;
using HoopLike.Shared.Masking.Detectors;

namespace HoopLike.Shared.Tests.Masking.Detectors;

/// <summary>Values as the world writes them, not as the detectors were written: each by the rules of who issues it.</summary>
internal static class Positives
{
    private static readonly string[] keyWords = ["jwt", "private-key", "aws-key", "gcp-key", "azure-key", "github-token", "stripe-key", "slack-token", "hooplike-key"];

    public static string Of(string word, Dice dice) => word switch
    {
        "payment-card" => Card(dice),
        "iban" => Iban(dice),
        "us-ssn" => Ssn(dice),
        "email" => Email(dice),
        "phone" => Phone(dice),
        "ip" => Ip(dice),
        "secret" => Of(dice.Of(keyWords), dice),
        "high-entropy" => Random(dice),
        "jwt" => $"eyJ{dice.Text(Dice.Base64Url, dice.Number(15, 60))}.eyJ{dice.Text(Dice.Base64Url, dice.Number(20, 400))}.{dice.Text(Dice.Base64Url, dice.Of(43, 86, 342))}",
        "private-key" => Pem(dice),
        "aws-key" => dice.Of("AKIA", "ASIA") + dice.Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
        "gcp-key" => dice.OneIn(2) ? "AIza" + dice.Text(Dice.Base64Url, 35) : "GOCSPX-" + dice.Text(Dice.Base64Url, 28),
        "azure-key" => $"{dice.Text(Dice.Alphanumeric, 3)}{dice.Number(7, 8)}Q~{dice.Text(Dice.Alphanumeric + "_~.-", dice.Number(31, 33))}{dice.Text(Dice.Alphanumeric, 1)}",
        "github-token" => dice.OneIn(4) ? $"github_pat_{dice.Text(Dice.Alphanumeric, 22)}_{dice.Text(Dice.Alphanumeric, 59)}" : dice.Of("ghp_", "gho_", "ghu_", "ghs_", "ghr_") + dice.Text(Dice.Alphanumeric, 36),
        "stripe-key" => dice.OneIn(4) ? "whsec_" + dice.Text(Dice.Alphanumeric, 32) : dice.Of("sk_live_", "rk_live_") + dice.Text(Dice.Alphanumeric, dice.Of(24, 99)),
        "slack-token" => dice.OneIn(4) ? $"hooks.slack.com/services/T{dice.Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 10)}/B{dice.Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 10)}/{dice.Text(Dice.Alphanumeric, 24)}"
            : $"{dice.Of("xoxb", "xoxp", "xoxa", "xoxr")}-{dice.Text(Dice.Digits, 12)}-{dice.Text(Dice.Digits, 12)}-{dice.Text(Dice.Alphanumeric, 24)}",
        "hooplike-key" => "hlk_" + dice.Text(Dice.Base64Url, 43),
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "No values are made for it."),
    };

    private static string Card(Dice dice)
    {
        var (prefix, length) = dice.Of(
            ("4", 16), ("4", 16), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15), ("37", 15), ("300", 14), ("305", 14), ("36", 14), ("38", 14), ("6011", 16), ("644", 16), ("65", 16), ("622126", 16), ("62", 19),
            ("3528", 16), ("3589", 16), ("5018", 16), ("6304", 18), ("6759", 16), ("6762", 19), ("2200", 16), ("9792", 16), ("506099", 16), ("636368", 16), ("606282", 16), ("508500", 16), ("820000", 16));
        var number = dice.Luhn(prefix, length);
        var separator = dice.Of("", "", " ", "-");
        if (length == 15) return $"{number[..4]}{separator}{number[4..10]}{separator}{number[10..]}";
        return string.Join(separator, number.Chunk(4).Select(c => new string(c)));
    }

    private static string Iban(Dice dice)
    {
        var country = dice.Of([.. IbanLengths.All]);
        var length = int.Parse(country[2..], null) - 4;
        var account = country[..2] is "GB" or "NL" or "IE" or "MT" ? dice.Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 4) + dice.Text(Dice.Digits, length - 4) : dice.Text(Dice.Digits, length);
        var iban = IbanDetectorTests.Checked(country[..2], account);
        return dice.Number(1, 4) switch
        {
            1 => string.Join(' ', iban.Chunk(4).Select(c => new string(c))),
            2 => iban.ToLowerInvariant(),
            _ => iban,
        };
    }

    private static string Ssn(Dice dice)
    {
        int area;
        do area = dice.Number(1, 899);
        while (area == 666);
        return $"{area:000}-{dice.Number(1, 99):00}-{dice.Number(1, 9999):0000}";
    }

    private static string Email(Dice dice)
    {
        var first = dice.Of("ada", "grace", "linus", "zoë", "jürgen", "o.neil", "mary-jane", "x", "info", "no_reply");
        var local = dice.Number(1, 5) switch { 1 => first, 2 => $"{first}.lovelace", 3 => $"{first}{dice.Number(1, 9999)}", 4 => $"{first}+{dice.Word()}", _ => $"{first}_{dice.Text("abcdefgh", 5)}" };
        return $"{local}@{dice.Of("", "mail.", "eu-1.")}{dice.Of("example", "contoso", "müller", "acme-corp", "t", "163")}.{dice.Of("com", "org", "de", "co.uk", "io", "museum", "xn--p1ai")}";
    }

    /// <summary>In the forms of a dozen countries, also such as the detector was not written for.</summary>
    private static string Phone(Dice dice) => dice.Form(dice.Of(
        "+49 30 %######", "+49 (0)30 %######", "+49 (0) 171 %######", "+49-171-%######", "+4917%########", "0049 171 %######", "+49 30/%######", "030 %######", "030/%######", "(030) %######", "0171-%######", "0171 %## ## ##", "089 / %####-##",
        "+1 (@0@) @0@-####", "+1-@0@-@0@-####", "+1 @0@ @0@ ####", "+1.@0@.@0@.####", "+1@0@@0@####", "(@0@) @0@-####", "@0@-@0@-####", "@0@.@0@.####", "@0@ @0@ ####", "1-800-@0@-####", "1 (800) @0@-####", "(@0@)@0@-####",
        "+44 20 %### ####", "+44 7### ######", "+44 (0)20 %### ####", "020 7### ####", "07### ######", "(020) 7### ####", "07### ### ###", "+33 % ## ## ## ##", "+33%########", "0% ## ## ## ##", "0%.##.##.##.##", "+33 (0)% ## ## ## ##",
        "+31 6 ########", "06-########", "06 ########", "+91 98### #####", "+81 3-%###-####", "+86 138 #### ####", "+55 11 9####-####", "+7 9## ###-##-##", "+7 (9##) ###-##-##", "+39 06 %#######", "+34 6## ## ## ##", "+46 8 %## ## ##", "+353 1 %## ####",
        "+971 50 ### ####", "+65 6### ####", "+61 4## ### ###", "04## ### ###", "+998 90 ### ## ##"));

    private static string Ip(Dice dice)
    {
        if (dice.OneIn(3))
        {
            var bytes = Enumerable.Range(0, 16).Select(_ => (byte)dice.Number(0, 255)).ToArray();
            (bytes[0], bytes[1]) = dice.Of(((byte)0x20, (byte)0x01), ((byte)0x2a, (byte)0x02), ((byte)0xfd, (byte)0x12), ((byte)0xfe, (byte)0x80));
            for (var i = dice.Number(2, 9); i < dice.Number(4, 14); i++) bytes[i] = 0;
            return new IPAddress(bytes).ToString();
        }
        return $"{dice.Of(10, 172, 192, dice.Number(1, 126), dice.Number(128, 223))}.{dice.Number(0, 255)}.{dice.Number(0, 255)}.{dice.Number(1, 254)}";
    }

    private static string Random(Dice dice) => dice.Number(1, 6) switch
    {
        1 => dice.Text(Dice.Hex, dice.Of(32, 40, 64)),
        2 => dice.Text(Dice.Base64, 27) + "=",
        3 => dice.Text(Dice.Base64Url, dice.Number(20, 43)),
        4 => dice.Uuid(),
        5 => dice.Text(Dice.Alphanumeric, 10) + dice.Text("!@#%*-", 1) + dice.Text(Dice.Digits, 2),
        _ => dice.Text(Dice.Alphanumeric, dice.Number(12, 24)),
    };

    private static string Pem(Dice dice)
    {
        var label = dice.Of("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ");
        var lines = string.Join('\n', Enumerable.Range(0, dice.Number(3, 30)).Select(_ => dice.Text(Dice.Base64, 64)));
        return $"-----BEGIN {label}PRIVATE KEY-----\n{lines}\n-----END {label}PRIVATE KEY-----";
    }
}
