namespace HoopLike.Console.Masking;

/// <summary>Classes of sensitive values as people say them.</summary>
public static class ClassWords
{
    public static string Of(string name) => name switch
    {
        "payment-card" => "payment card",
        "us-ssn" => "social security number",
        "email" => "e-mail address",
        "secret" => "token or key",
        "iban" => "bank account",
        "birth-date" => "date of birth",
        "tax-id" => "tax or national id",
        "phone" => "phone number",
        "passport" => "passport number",
        "ip" => "IP address",
        "high-entropy" => "password beside its name",
        "driving-licence" => "driving licence number",
        _ => name.Replace('-', ' '),
    };

    /// <summary>Why a column is thought to be one.</summary>
    public static string Why(SensitiveColumn column) => (column.ByName, column.Share) switch
    {
        (true, null) => "by its name",
        (true, 0) => "by its name; no sampled value looks like one",
        (true, { } share) => $"by its name and by {Percent(share)} sampled values",
        (false, { } share) => $"by {Percent(share)} sampled values",
        _ => "",
    };

    private static string Percent(double share) => share switch
    {
        < 0.01 => "less than 1 % of the",
        > 0.99 and < 1 => "nearly all",
        >= 1 => "all",
        _ => $"{share * 100:0} % of the",
    };
}
