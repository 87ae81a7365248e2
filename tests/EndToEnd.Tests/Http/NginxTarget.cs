using HoopLike.EndToEnd.Tests.Fixtures;

namespace HoopLike.EndToEnd.Tests.Http;

/// <summary>A real nginx with files of customers, a page for administrators, and a moved page.</summary>
sealed class NginxTarget : IAsyncDisposable
{
    /// <summary>What masks must hide.</summary>
    public const string Email = "grace.planted@example.com";

    readonly TempFolder folder = new();
    ChildProcess process = null!;

    public int Port { get; } = FreePort.Next();

    /// <summary>Request lines and credentials, as nginx logged them.</summary>
    public string Log => File.ReadAllText(folder.File("access.log"));

    public static async Task<NginxTarget> StartAsync()
    {
        var nginx = new NginxTarget();
        var site = Directory.CreateDirectory(nginx.folder.File("site")).FullName;
        Directory.CreateDirectory(Path.Combine(site, "admin"));
        await File.WriteAllTextAsync(Path.Combine(site, "customers.json"), $$"""[{"id":1,"name":"Grace","email":"{{Email}}"}]""");
        await File.WriteAllTextAsync(Path.Combine(site, "customers.csv"), $"id,email\r\n1,{Email}\r\n");
        await File.WriteAllTextAsync(Path.Combine(site, "admin", "index.html"), "<h1>All is open here</h1>");
        await File.WriteAllBytesAsync(Path.Combine(site, "big.txt"), new byte[32 * 1024 * 1024]);
        await File.WriteAllTextAsync(nginx.folder.File("nginx.conf"), $$"""
            daemon off; master_process off; pid {{nginx.folder.File("nginx.pid")}}; error_log stderr warn;
            events { worker_connections 256; }
            http {
              log_format line '$request | $http_authorization | $http_x_forwarded_for | $http_via';
              access_log {{nginx.folder.File("access.log")}} line;
              types { application/json json; text/csv csv; text/html html; text/plain txt; }
              gzip on; gzip_min_length 1; gzip_types application/json text/csv;
              client_body_temp_path {{nginx.folder.File("body")}}; proxy_temp_path {{nginx.folder.File("proxy")}}; fastcgi_temp_path {{nginx.folder.File("f")}}; uwsgi_temp_path {{nginx.folder.File("u")}}; scgi_temp_path {{nginx.folder.File("s")}};
              server {
                listen 127.0.0.1:{{nginx.Port}};
                root {{site}};
                location = /old.json { return 301 http://127.0.0.1:{{nginx.Port}}/customers.json; }
              }
            }
            """);
        nginx.process = await ChildProcess.StartAsync("/usr/sbin/nginx", ["-c", nginx.folder.File("nginx.conf"), "-p", nginx.folder.Path]);
        await Until.HoldsAsync(() => nginx.process.HasExited ? throw new InvalidOperationException(nginx.process.Output) : FreePort.IsListening(nginx.Port), what: "nginx listens");
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }
}
