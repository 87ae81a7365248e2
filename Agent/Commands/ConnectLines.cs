using HoopLike.Agent.Callers;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Commands;

/// <summary>What <c>hooplike connect</c> prints for people: lines to be pasted as they are. The token stands in one line only, indented, which common shells keep out of their history.</summary>
internal static class ConnectLines
{
    public static void Write(Screen screen, UsableConnection connection, ClientTarget target, IssuedToken token, DateTimeOffset now)
    {
        var output = screen.Output;
        var name = Plain.Text(connection.Name);
        Head(screen, name, $"{target.Host}:{target.Port}", token, now);
        Part("Shell, for psql, pg_dump, psycopg, node-postgres and whatever else reads these variables:");
        foreach (var line in ClientLines.Exports(target, token.Token)) output.WriteLine("  " + line);
        output.WriteLine("  psql");
        Part("URI; the token comes from PGPASSWORD above:");
        output.WriteLine("  " + ClientLines.Url(target, null));
        Part("JDBC; the token is the password:");
        output.WriteLine("  " + ClientLines.Jdbc(target, null));
        Part("Without ever seeing a token:");
        output.WriteLine($"  hooplike psql {name}");
        output.WriteLine($"  hooplike connect {name} --open");

        void Part(string title)
        {
            output.WriteLine();
            output.WriteLine(title);
        }
    }

    public static void WriteHttp(Screen screen, UsableConnection connection, ClientTarget target, IssuedToken token, DateTimeOffset now)
    {
        var output = screen.Output;
        Head(screen, Plain.Text(connection.Name), HttpClientLines.Url(target), token, now);
        output.WriteLine();
        output.WriteLine("Shell, for curl, OpenAI's clients, LangChain and whatever else reads these variables:");
        foreach (var line in HttpClientLines.Exports(target, token.Token)) output.WriteLine("  " + line);
        output.WriteLine("  " + HttpClientLines.Tools[0].Write(target, token.Token));
        output.WriteLine();
        output.WriteLine($"Any other client: base URL {HttpClientLines.Url(target)}, and the token as its API key.");
    }

    private static void Head(Screen screen, string name, string address, IssuedToken token, DateTimeOffset now) =>
        screen.Output.WriteLine($"{screen.Bold(name)} is at {address}; the token is good for it alone, until {token.ExpiresAt.ToLocalTime():HH:mm} ({Math.Max(0, (token.ExpiresAt - now).TotalMinutes):0} minutes).");
}
