namespace HoopLike.Shared.Tests.Masking.Detectors;

/// <summary>What values stand in: log lines, CSV, JSON, prose, code.</summary>
internal static class Contexts
{
    /// <returns>The text, and the value as it stands there.</returns>
    public static (string Text, string Planted) Around(string word, string value, Dice dice)
    {
        if (word == "high-entropy") return (Named(value, dice), value);
        var oneLine = value.Replace("\n", "\\n", StringComparison.Ordinal);
        return dice.Number(1, 10) switch
        {
            1 => ($"{dice.Time()} INFO [{dice.Uuid()}] {dice.Word()}.{dice.Word()} {dice.Of("from", "for", "user")} {oneLine} took {dice.Number(1, 9999)} ms", oneLine),
            2 => ($"{dice.Number(1, 99999)},{dice.Word()},{oneLine},{dice.Number(1, 999)}.{dice.Number(10, 99)},{dice.Time()}", oneLine),
            3 => ($"{dice.Number(1, 99999)};\"{oneLine}\";{dice.Words(2)};{dice.Of("true", "false")}", oneLine),
            4 => ($"{{\"id\": {dice.Number(1, 99999)}, \"{dice.Of("value", "contact", "data")}\": \"{oneLine}\", \"ok\": true, \"at\": \"{dice.Time()}\"}}", oneLine),
            5 => ($"{{\"items\": [\"{dice.Word()}\", \"{oneLine}\"], \"total\": {dice.Number(1, 999)}.{dice.Number(10, 99)}}}", oneLine),
            6 => ($"Hello, the {dice.Word()} that you asked for is {value}. Please keep it, and mention {dice.Word()} {dice.Number(1, 99)} when you answer.", value),
            7 => ($"{dice.Words(3)} ({value}), {dice.Words(2)}", value),
            8 => ($"var {dice.Word()} = \"{oneLine}\"; // {dice.Words(2)}", oneLine),
            9 => ($"select * from {dice.Word()} where {dice.Of("contact", "number", "val")} = '{oneLine}' limit {dice.Number(1, 100)}", oneLine),
            _ => (value, value),
        };
    }

    /// <summary>Beside a name that says what it is.</summary>
    private static string Named(string value, Dice dice)
    {
        var name = dice.Of("password", "db_password", "DB_PASSWORD", "userPassword", "passwd", "pwd", "api_key", "apiKey", "API-KEY", "x-api-key", "secret", "client_secret", "clientSecret", "token", "access_token", "refreshToken", "auth.token", "secret_key", "private_key", "encryption_key");
        return dice.Number(1, 10) switch
        {
            1 => $"{dice.Time()} DEBUG connect {name}={value} host={dice.Word()}",
            2 => $"{{\"user\": \"ada\", \"{name}\": \"{value}\", \"ttl\": {dice.Number(1, 999)}}}",
            3 => $"{name}: {value}",
            4 => $"{name}: '{value}' # {dice.Words(2)}",
            5 => $"const {name} = \"{value}\";",
            6 => $"export {name}={value}",
            7 => $"Server=db;{name}={value};Database={dice.Word()}",
            8 => $"https://example.com/{dice.Word()}?{name}={value}&page={dice.Number(1, 9)}",
            9 => $"curl -H 'Authorization: Bearer {value}' https://example.com/{dice.Word()}",
            _ => $"deploy --{name} {value} --verbose",
        };
    }
}
