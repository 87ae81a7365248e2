namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>The ordinary psql, pointed at the gateway: only host, port, user and password differ.</summary>
sealed record Psql(Gateway Gateway, string Password)
{
    public string SslMode { get; init; } = "require";

    public string Database { get; init; } = Gateway.Database;

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["PGHOST"] = "127.0.0.1", ["PGPORT"] = Gateway.Port.ToString(), ["PGUSER"] = "somebody", ["PGPASSWORD"] = Password, ["PGDATABASE"] = Database,
        ["PGSSLMODE"] = SslMode, ["PGCONNECT_TIMEOUT"] = "30",
    };

    /// <summary>Each statement in its own <c>-c</c>: one session, errors with their SQLSTATE, output unaligned without headers.</summary>
    public Task<Outcome> RunAsync(params string[] statements) =>
        Command.RunAsync("psql", ["-qAtX", "-v", "VERBOSITY=verbose", .. statements.SelectMany(s => new[] { "-c", s })], Environment);

    /// <summary>A script on standard input, which psql goes through even after errors.</summary>
    public Task<Outcome> ScriptAsync(string script) => Command.RunAsync("psql", ["-qAtX", "-v", "VERBOSITY=verbose"], Environment, script);

    /// <summary>The answer to one statement that must succeed.</summary>
    public async Task<string> AskAsync(string statement) => (await RunAsync(statement)).Succeeded().TrimEnd('\n');

    /// <summary>psql running on its own, for what happens while it waits.</summary>
    public Task<ChildProcess> StartAsync(params string[] statements) =>
        ChildProcess.StartAsync("psql", ["-qAtX", "-v", "VERBOSITY=verbose", .. statements.SelectMany(s => new[] { "-c", s })], Environment);
}
