using HoopLike.Console.Data;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace HoopLike.Console.Security;

/// <summary>Where people and agents reach this installation; also the issuer of our access tokens. All consoles of one installation share it.</summary>
public sealed class ConsoleAddress(ConsoleOptions options, IServer server)
{
    /// <summary>Without a slash at the end, as <c>http://localhost:8080</c>.</summary>
    public string Value => options.PublicAddress?.TrimEnd('/') ?? FromUrls();

    public string Of(string path) => Value + path;

    private string FromUrls()
    {
        var first = options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[0];
        // Port 0 means any free one, which the server knows once it listens.
        if (BindingAddress.Parse(first).Port == 0 && server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } bound) first = bound;
        var address = BindingAddress.Parse(first);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        var standard = address.Scheme == "https" ? 443 : 80;
        return address.Port == standard ? $"{address.Scheme}://{host}" : $"{address.Scheme}://{host}:{address.Port}";
    }
}
