namespace HoopLike.Shared.Tests.Masking.Detectors;

/// <summary>What looks like something and is nothing of the kind, in the same surroundings as the real values.</summary>
internal static class Negatives
{
    public static string Of(Dice dice) => Around(dice, dice.Number(1, 30) switch
    {
        1 => $"ORD-{dice.Form("####-####-####")}",
        2 => dice.Form("%#########"),
        3 => dice.Text(Dice.Hex, 32),
        4 => dice.Text(Dice.Hex, 40),
        5 => dice.Text(Dice.Hex, 64),
        6 => dice.Uuid(),
        7 => dice.Time(),
        8 => dice.Form("2026-0%-1# 1#:2#:3#.######+00"),
        9 => dice.Form("1.2#.%.####"),
        10 => $"{dice.Of("v", "version ", "Version=", "release ")}{dice.Number(1, 20)}.{dice.Number(0, 20)}.{dice.Number(0, 20)}.{dice.Number(0, 200)}",
        11 => dice.Text(Dice.Base64, dice.Number(5, 30) * 4),
        12 => dice.Form("%###-####-##"),
        13 => dice.Luhn(dice.Of("1", "0", "7", "83", "95", "21", "27212"), 16),
        14 => dice.Luhn("4", 16) is var card ? card[..15] + ((card[15] - '0' + dice.Number(1, 9)) % 10) : "",
        15 => WrongIban(dice),
        16 => $"{dice.Number(0, 99999)}.{dice.Text(Dice.Digits, 12)}",
        17 => $"{dice.Number(1, 999)},{dice.Form("###,###.##")}",
        18 => dice.Form("xx:xx:xx:xx:xx:xx"),
        19 => dice.Form("978-%-##-######-#"),
        20 => $"{dice.Form("0#.0#.2026")} {dice.Form("1#:2#")}",
        21 => dice.Of("000", "666", "9" + dice.Form("##")) + dice.Form("-##-####"),
        22 => $"{dice.Word()}@{dice.Of("localhost", "db", "host1")}",
        23 => $"{dice.Of("127.0.0.1", "0.0.0.0", "255.255.255.0", "::1")}",
        24 => $"{dice.Number(256, 999)}.{dice.Number(0, 999)}.{dice.Number(0, 999)}.{dice.Number(0, 999)}",
        25 => dice.Form("1Z%##%##%##########"),
        26 => $"{dice.Number(-90, 90)}.{dice.Text(Dice.Digits, 6)},{dice.Number(-180, 180)}.{dice.Text(Dice.Digits, 6)}",
        27 => $"{dice.Of("password", "token", "secret", "api_key")}{dice.Of("=", ": ")}{dice.Of("changeme", "required", "${DB_PASSWORD1}", "null", "********", "<your token>", "{{ secret2 }}", "old_password_2", "process.env.TOKEN1")}",
        28 => $"{dice.Of("sha256", "checksum", "etag", "commit", "id")}{dice.Of("=", ": ")}{dice.Text(Dice.Hex, 64)}",
        29 => $"{dice.Of("sk_test_", "pk_live_", "task_live_")}{dice.Text(Dice.Alphanumeric, 24)}",
        _ => $"#{dice.Form("xxxxxx")} {dice.Number(1, 12)}/{dice.Number(1, 28)}/2026 {dice.Form("%#")}% +{dice.Number(1, 23):00}:00",
    });

    private static string WrongIban(Dice dice)
    {
        var iban = IbanDetectorTests.Checked(dice.Of("DE", "AT", "CH"), dice.Text(Dice.Digits, 18));
        var wrong = (int.Parse(iban.AsSpan(2, 2), null) + dice.Number(1, 90)) % 97;
        return $"{iban[..2]}{wrong:00}{iban[4..]}";
    }

    private static string Around(Dice dice, string value) => dice.Number(1, 6) switch
    {
        1 => $"{dice.Time()} INFO {dice.Word()} {value} done in {dice.Number(1, 9999)} ms",
        2 => $"{dice.Number(1, 99999)},{dice.Word()},{value},{dice.Number(1, 999)}.{dice.Number(10, 99)}",
        3 => $"{{\"id\": {dice.Number(1, 99999)}, \"ref\": \"{value}\", \"n\": {dice.Number(1, 9999)}}}",
        4 => $"The {dice.Word()} is {value}, as the {dice.Word()} of {dice.Number(1, 28)} May says.",
        5 => $"var {dice.Word()} = \"{value}\";",
        _ => $"x {value}",
    };
}
