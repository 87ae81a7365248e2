using System.Net;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Console.Data;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

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
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = options.ProxyNetworks.Length > 0 ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto : ForwardedHeaders.None;
            // However many proxies stand in a row: each that is named is believed, up to the first that is not.
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in options.ProxyNetworks)
            {
                if (IPAddress.TryParse(network, out var address)) forwarded.KnownProxies.Add(address);
                else forwarded.KnownIPNetworks.Add(IPNetwork.Parse(network));
            }
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = drain);
        PrivateDirectory.Make(options.DataDir);
        PrivateDirectory.Make(options.KeysDir);
        builder.Services.AddDataProtection().SetApplicationName("HoopLike.Console").PersistKeysToFileSystem(new DirectoryInfo(options.KeysDir));
    }
}
