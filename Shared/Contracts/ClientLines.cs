using static HoopLike.Shared.Contracts.LineQuoting;

namespace HoopLike.Shared.Contracts;

/// <summary>Ready lines for the PostgreSQL clients that people use.</summary>
public static class ClientLines
{
    public static IReadOnlyList<ClientTool> Tools { get; } =
    [
        new("psql", "psql", TakesToken: false, (t, _) => $"psql {ShellQuoted(Conninfo(t))}"),
        new("url", "URL", TakesToken: true, Url),
        new("jdbc", "JDBC", TakesToken: true, Jdbc),
        new("python", "Python", TakesToken: false, Python),
        new("node", "Node.js", TakesToken: false, Node),
        new("langchain", "LangChain", TakesToken: false, LangChain),
        new("env", ".env", TakesToken: true, Env),
    ];

    /// <summary>Puts the token where psql, psycopg, node-postgres and the like look for a password.</summary>
    public static string Export(string password) => $"export PGPASSWORD={ShellQuoted(password)}";

    private static string Conninfo(ClientTarget t) => string.Join(' ', Settings(t).Select(s => $"{s.Key}={ConninfoQuoted(s.Value)}"));

    /// <param name="password">Null for an address whose client takes the password from elsewhere (PGPASSWORD, a prompt).</param>
    public static string Url(ClientTarget t, string? password) =>
        $"postgresql://{Escaped(t.User)}{(password is null ? "" : ":" + Escaped(password))}@{HostInUrl(t.Host)}:{Text(t.Port)}/{Escaped(t.Database)}?sslmode={t.SslMode}{UrlAuthority(t)}";

    /// <param name="password">Null for an address whose client takes the password from elsewhere.</param>
    public static string Jdbc(ClientTarget t, string? password) =>
        $"jdbc:postgresql://{HostInUrl(t.Host)}:{Text(t.Port)}/{Escaped(t.Database)}?user={Escaped(t.User)}{(password is null ? "" : "&password=" + Escaped(password))}&sslmode={t.SslMode}{UrlAuthority(t)}";

    /// <summary>Settings for the shell that libpq and its kin read: afterwards plain <c>psql</c> connects.</summary>
    public static IEnumerable<string> Exports(ClientTarget t, string password)
    {
        yield return $"export PGHOST={ShellWord(t.Host)} PGPORT={Text(t.Port)} PGDATABASE={ShellWord(t.Database)} PGUSER={ShellWord(t.User)}";
        yield return $"export PGSSLMODE={t.SslMode}{(t.ChecksCertificate ? $" PGSSLROOTCERT={ShellWord(t.AuthorityFile)}" : "")}";
        yield return Export(password);
    }

    private static string Python(ClientTarget t, string password) => $"""
        import psycopg  # reads the token from PGPASSWORD

        with psycopg.connect({string.Join(", ", Settings(t).Select(s => $"{s.Key}={ScriptQuoted(s.Value)}"))}) as connection:
            print(connection.execute("select current_database()").fetchone())
        """;

    private static string Node(ClientTarget t, string password) => $$"""
        import fs from 'node:fs';
        import pg from 'pg'; // reads the token from PGPASSWORD

        const client = new pg.Client({
          host: {{ScriptQuoted(t.Host)}}, port: {{Text(t.Port)}}, user: {{ScriptQuoted(t.User)}}, database: {{ScriptQuoted(t.Database)}},
          ssl: {{(t.ChecksCertificate ? $"{{ ca: fs.readFileSync({ScriptQuoted(t.AuthorityFile)}, 'utf8') }}" : t.SslMode == "prefer" ? "false" : "{ rejectUnauthorized: false }")}},
        });
        await client.connect();
        console.log((await client.query('select current_database()')).rows);
        await client.end();
        """;

    private static string LangChain(ClientTarget t, string password) => $$"""
        import os
        from langchain_community.utilities import SQLDatabase
        from sqlalchemy import URL

        db = SQLDatabase.from_uri(URL.create(
            "postgresql+psycopg", username={{ScriptQuoted(t.User)}}, password=os.environ["PGPASSWORD"],
            host={{ScriptQuoted(t.Host)}}, port={{Text(t.Port)}}, database={{ScriptQuoted(t.Database)}},
            query={"sslmode": "{{t.SslMode}}"{{(t.ChecksCertificate ? $", \"sslrootcert\": {ScriptQuoted(t.AuthorityFile)}" : "")}}}))
        print(db.run("select current_database()"))
        """;

    private static string Env(ClientTarget t, string password)
    {
        List<string> lines =
        [
            $"PGHOST={EnvQuoted(t.Host)}", $"PGPORT={Text(t.Port)}", $"PGUSER={EnvQuoted(t.User)}", $"PGPASSWORD={EnvQuoted(password)}", $"PGDATABASE={EnvQuoted(t.Database)}", $"PGSSLMODE={t.SslMode}",
        ];
        if (t.ChecksCertificate) lines.Add($"PGSSLROOTCERT={EnvQuoted(t.AuthorityFile)}");
        lines.Add($"DATABASE_URL={EnvQuoted(Url(t, password))}");
        return string.Join('\n', lines);
    }

    private static IEnumerable<KeyValuePair<string, string>> Settings(ClientTarget t)
    {
        yield return new("host", t.Host);
        yield return new("port", Text(t.Port));
        yield return new("user", t.User);
        yield return new("dbname", t.Database);
        yield return new("sslmode", t.SslMode);
        if (t.ChecksCertificate) yield return new("sslrootcert", t.AuthorityFile);
    }

    private static string UrlAuthority(ClientTarget t) => t.ChecksCertificate ? $"&sslrootcert={Escaped(t.AuthorityFile).Replace("%2F", "/", StringComparison.Ordinal)}" : "";
}
