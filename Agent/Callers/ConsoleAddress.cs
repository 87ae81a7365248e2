using System.Net;

namespace HoopLike.Agent.Callers;

/// <summary>Where a console is: scheme, host, port and perhaps a path, without a slash at its end.</summary>
internal sealed record ConsoleAddress
{
    private ConsoleAddress(Uri root) => Root = root;

    /// <summary>Ends in a slash, so that paths can be put behind it.</summary>
    public Uri Root { get; }

    /// <summary>As people and files write it.</summary>
    public string Text => Root.AbsoluteUri.TrimEnd('/');

    /// <summary>Credentials may travel: encrypted, or without leaving the machine.</summary>
    public bool IsProtected => Root.Scheme == Uri.UriSchemeHttps || IsLoopback(Root.Host);

    /// <summary>Letters, digits, dots and hyphens that stand for this console in the name of a file.</summary>
    public string FileName => string.Concat($"{Root.Host}_{Root.Port}{Root.AbsolutePath.TrimEnd('/')}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));

    /// <exception cref="CallerFailure">It is no address of a console, or secrets would travel to it in the clear.</exception>
    public static ConsoleAddress Parse(string text, bool allowInsecure = false)
    {
        var address = TryParse(text) ?? throw new CallerFailure($"'{Plain.Text(text)}' is not the address of a console: give one like https://hooplike.example.com.", CallerFailureKind.WrongUsage);
        if (address.IsProtected || allowInsecure) return address;
        throw new CallerFailure($"{address.Text} is not encrypted, and passwords and tokens would travel on it. Give an https address, or --insecure where the network itself is trusted.", CallerFailureKind.WrongUsage);
    }

    public static ConsoleAddress? TryParse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0, Host.Length: > 0 }
            ? new ConsoleAddress(new Uri(uri.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/"))
            : null;

    /// <summary>The address of a page or call of this console.</summary>
    public Uri At(string path) => new(Root, path.TrimStart('/'));

    public override string ToString() => Text;

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
