using System.Security.Cryptography.X509Certificates;
using HoopLike.Console.Data;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.DataProtection;

namespace HoopLike.Console;

/// <summary>Addresses, TLS, the data directory and the key ring.</summary>
internal static class ConsoleHosting
{
    private static readonly TimeSpan drain = TimeSpan.FromSeconds(10);

    public static void Use(WebApplicationBuilder builder, ConsoleOptions options)
    {
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureHttpsDefaults(https =>
            {
                if (options.Tls.CertificatePath is { } path) https.ServerCertificate = X509Certificate2.CreateFromPemFile(path, options.Tls.KeyPath);
            });
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = drain);
        PrivateDirectory.Make(options.DataDir);
        PrivateDirectory.Make(options.KeysDir);
        builder.Services.AddDataProtection().SetApplicationName("HoopLike.Console").PersistKeysToFileSystem(new DirectoryInfo(options.KeysDir));
    }
}
