using System.Net;

namespace HoopLike.Console.Data;

/// <summary>Binds <see cref="ConsoleOptions"/> and says all that is wrong with them at once, each mistake naming the key to fix.</summary>
public static class ConsoleOptionsReader
{
    private static readonly string[] levels = ["debug", "information", "warning", "error"];

    /// <exception cref="InvalidSettingsException">Something is wrong.</exception>
    public static ConsoleOptions Read(IConfiguration configuration)
    {
        var options = new ConsoleOptions();
        configuration.Bind(options);
        var mistakes = Mistakes(options).ToArray();
        if (mistakes.Length > 0) throw new InvalidSettingsException(mistakes);
        options.DataDir = Path.GetFullPath(options.DataDir);
        return options;
    }

    private static IEnumerable<string> Mistakes(ConsoleOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataDir)) yield return "DataDir: is empty; name a directory that the console may write to.";
        var urls = options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (urls.Length == 0) yield return "Urls: is empty; give at least one address such as http://localhost:8080.";
        foreach (var url in urls.Where(u => !IsAddress(u))) yield return $"Urls: '{url}' is no http or https address.";
        if (urls.Any(u => u.StartsWith("https:", StringComparison.OrdinalIgnoreCase)) && options.Tls.CertificatePath is null)
            yield return "Tls:CertificatePath: is missing, and Urls has an https address.";
        if (options.Tls.CertificatePath is { } certificate && !File.Exists(certificate)) yield return $"Tls:CertificatePath: there is no file '{certificate}'.";
        if (options.Tls.KeyPath is { } key && !File.Exists(key)) yield return $"Tls:KeyPath: there is no file '{key}'.";
        if (options.PublicAddress is { } address && !IsAddress(address)) yield return $"PublicAddress: '{address}' is no http or https address.";
        foreach (var network in options.ProxyNetworks.Where(n => !IPAddress.TryParse(n, out _) && !IPNetwork.TryParse(n, out _))) yield return $"TrustedProxies: '{network}' is neither an address nor a network such as 10.1.0.0/16.";
        if (options.ConfigFile is { } file && !File.Exists(file)) yield return $"ConfigFile: there is no file '{file}'.";
        if (!Is(options.Log.Format, "text") && !Is(options.Log.Format, "json")) yield return $"Log:Format: '{options.Log.Format}' is unknown; it is text or json.";
        if (!levels.Contains(options.Log.Level, StringComparer.OrdinalIgnoreCase)) yield return $"Log:Level: '{options.Log.Level}' is unknown; it is {string.Join(", ", levels)}.";
        foreach (var mistake in StoreMistakes(options)) yield return mistake;
    }

    private static IEnumerable<string> StoreMistakes(ConsoleOptions options)
    {
        if (!Is(options.Store.Provider, "sqlite") && !Is(options.Store.Provider, "postgres"))
            yield return $"Store:Provider: '{options.Store.Provider}' is unknown; it is sqlite or postgres.";
        if (options.Store.Kind == StoreProvider.Postgres && string.IsNullOrWhiteSpace(options.Store.ConnectionString))
            yield return "Store:ConnectionString: is missing, and Store:Provider is postgres.";
        if (!Is(options.Recordings.Provider, "directory"))
            yield return $"Recordings:Provider: '{options.Recordings.Provider}' is not available; it is directory.";
    }

    private static bool Is(string value, string word) => string.Equals(value, word, StringComparison.OrdinalIgnoreCase);

    private static bool IsAddress(string url) =>
        Uri.TryCreate(url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal), UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https");
}

/// <summary>The settings do not allow a start. <see cref="Mistakes"/> are printed one a line and the process exits with 2.</summary>
public sealed class InvalidSettingsException(IReadOnlyList<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes))
{
    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}
