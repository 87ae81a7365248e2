using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HoopLike.Agent.Callers;

/// <summary>The certificate authority by which clients check the gateway's listeners: fetched from the console, kept beside the sign-in for clients that want a file.</summary>
/// <param name="Path">Absolute.</param>
internal sealed record AuthorityFile(string Path, string Pem)
{
    /// <exception cref="CallerFailure">The console does not give it, or gives something else.</exception>
    public static async Task<AuthorityFile> FetchAsync(ConsoleAddress console, PrivateFolder folder, CancellationToken ct)
    {
        using var http = new ConsoleClient(console);
        var pem = await http.TextAsync("ca.crt", ct);
        using (Read(pem, console))
        {
        }

        var name = $"ca-{console.FileName}.crt";
        var path = folder.PathOf(name);
        if (!File.Exists(path) || await File.ReadAllTextAsync(path, ct) != pem) folder.Write(name, Encoding.ASCII.GetBytes(pem));
        return new AuthorityFile(path, pem);
    }

    private static X509Certificate2 Read(string pem, ConsoleAddress console)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new CallerFailure($"What {console.Text} gives as its certificate authority is no certificate. Check the address.", inner: e);
        }
    }
}
