using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Configuration;

/// <summary>Where a secret may come from besides standing in the text: <c>{env: NAME}</c> and <c>{file: PATH}</c>.</summary>
/// <param name="baseDirectory">What relative paths start from; null refuses both, as a remote caller must read neither the console's environment nor its disk.</param>
public sealed class SecretSources(string? baseDirectory)
{
    private const int LongestFile = 64 * 1024;

    /// <summary>For text that came over the network.</summary>
    public static SecretSources TextOnly { get; } = new(null);

    /// <summary>For a file on the console's own disk.</summary>
    public static SecretSources Beside(string file) => new(Path.GetDirectoryName(Path.GetFullPath(file)));

    /// <summary>Null and a reason when it cannot be had.</summary>
    public (Secret? Secret, string? Problem) FromEnvironment(string name)
    {
        if (baseDirectory is null) return (null, "a secret sent over REST stands in the text; {env: ...} is read only from the console's own configuration file.");
        var value = Environment.GetEnvironmentVariable(name);
        return string.IsNullOrEmpty(value) ? (null, $"the environment variable {name} is not set.") : (new Secret(value), null);
    }

    /// <summary>As <see cref="FromEnvironment"/>; one line break at the file's end is not part of the secret.</summary>
    public (Secret? Secret, string? Problem) FromFile(string path)
    {
        if (baseDirectory is null) return (null, "a secret sent over REST stands in the text; {file: ...} is read only from the console's own configuration file.");
        var full = Path.Combine(baseDirectory, path);
        try
        {
            if (new FileInfo(full) is { Exists: true, Length: > LongestFile }) return (null, $"the file {path} is too long for a secret.");
            var text = File.ReadAllText(full);
            text = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            return text.Length == 0 ? (null, $"the file {path} is empty.") : (new Secret(text), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return (null, $"the file {path} cannot be read.");
        }
    }
}
