namespace HoopLike.Console.Data;

public enum StoreProvider { Sqlite, Postgres }

/// <summary>The console's settings, bound and checked at start. Names are those of configuration.md.</summary>
public sealed class ConsoleOptions
{
    public string Urls { get; set; } = "http://localhost:8080";
    /// <summary>Where people and agents reach the console, when that is not the first of <see cref="Urls"/> (a proxy in front, a container).</summary>
    public string? PublicAddress { get; set; }
    /// <summary>Proxies in front, as addresses or networks (<c>10.0.0.5; 10.1.0.0/16</c>): from them, and nobody else, X-Forwarded-For and X-Forwarded-Proto are believed.</summary>
    public string? TrustedProxies { get; set; }
    public string DataDir { get; set; } = "./data";
    /// <summary>A YAML file that is applied at every start.</summary>
    public string? ConfigFile { get; set; }
    public StoreOptions Store { get; set; } = new();
    public RecordingsOptions Recordings { get; set; } = new();
    public TlsOptions Tls { get; set; } = new();
    public LogOptions Log { get; set; } = new();

    /// <summary>Whether browsers reach the console by https only.</summary>
    public bool IsHttps => PublicAddress is { } address
        ? address.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
        : Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).All(u => u.StartsWith("https:", StringComparison.OrdinalIgnoreCase));

    /// <summary>The parts of <see cref="TrustedProxies"/>.</summary>
    public string[] ProxyNetworks => TrustedProxies?.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Where the recordings lie.</summary>
    public string RecordingsDir => Path.Combine(DataDir, "recordings");

    /// <summary>Where Data Protection keeps its key ring: without it nothing secret in the store can be read.</summary>
    public string KeysDir => Path.Combine(DataDir, "keys");
}

public sealed class StoreOptions
{
    public string Provider { get; set; } = "sqlite";
    /// <summary>For <c>postgres</c>.</summary>
    public string? ConnectionString { get; set; }

    public StoreProvider Kind => string.Equals(Provider, "postgres", StringComparison.OrdinalIgnoreCase) ? StoreProvider.Postgres : StoreProvider.Sqlite;
}

public sealed class RecordingsOptions
{
    public string Provider { get; set; } = "directory";
}

public sealed class TlsOptions
{
    public string? CertificatePath { get; set; }
    public string? KeyPath { get; set; }
}

public sealed class LogOptions
{
    /// <summary><c>text</c> for people, <c>json</c> (one object a line) for machines.</summary>
    public string Format { get; set; } = "text";
    /// <summary>The least that is written: debug, information, warning or error.</summary>
    public string Level { get; set; } = "information";
}
