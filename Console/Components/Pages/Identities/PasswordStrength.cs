namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>How long a password would stand, in a word: a rough guess from its length, its kinds of characters and how much of it repeats.</summary>
internal static class PasswordStrength
{
    private const int Least = 8;
    private static readonly string[] common = ["password", "passwort", "123456", "qwerty", "letmein", "welcome", "admin", "secret", "changeme", "iloveyou", "monkey", "dragon"];

    /// <summary>too short, weak, fair or strong, and what would help.</summary>
    public static (string Word, string Advice) Of(string password, string user)
    {
        if (password.Length < Least) return ("too short", "8 characters at the least.");
        if (user.Length >= 3 && password.Contains(user, StringComparison.OrdinalIgnoreCase)) return ("weak", "It contains the name.");
        if (common.FirstOrDefault(c => password.Contains(c, StringComparison.OrdinalIgnoreCase)) is { } word) return ("weak", $"It contains '{word}', which is tried first.");
        var bits = Steps(password) * Math.Log2(Alphabet(password));
        return bits switch
        {
            < 45 => ("weak", "Longer is better than stranger: four words are good."),
            < 70 => ("fair", "A few characters more make it strong."),
            _ => ("strong", "It would take longer to guess than it will be used."),
        };
    }

    /// <summary>Characters that are not a repetition of the one before, nor the next in a row.</summary>
    private static int Steps(string password) => 1 + Enumerable.Range(1, password.Length - 1).Count(i => Math.Abs(password[i] - password[i - 1]) > 1);

    private static int Alphabet(string password)
    {
        var size = 0;
        if (password.Any(char.IsAsciiLetterLower)) size += 26;
        if (password.Any(char.IsAsciiLetterUpper)) size += 26;
        if (password.Any(char.IsAsciiDigit)) size += 10;
        if (password.Any(c => !char.IsAsciiLetterOrDigit(c))) size += 32;
        return Math.Max(size, 2);
    }
}
