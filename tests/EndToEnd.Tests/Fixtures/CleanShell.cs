namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>A user's shell with nothing in it but <c>hooplike</c> in its path: no other variables, an empty home.</summary>
sealed class CleanShell : IDisposable
{
    readonly TempFolder home = new();

    public CleanShell()
    {
        var bin = Directory.CreateDirectory(home.File("bin")).FullName;
        var program = Path.Combine(bin, "hooplike");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet '{ProductFiles.Agent}' \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Variables["HOME"] = home.Path;
        Variables["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var name in (string[])["DOTNET_ROOT", "LANG"])
            if (Environment.GetEnvironmentVariable(name) is { } value) Variables[name] = value;
    }

    /// <summary>All that there is.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public string Home => home.Path;

    public string SignIns => Path.Combine(home.Path, ".config", "hooplike", "sign-ins.json");

    /// <summary>A shell of somebody who has a key and no sign-in, as CI has.</summary>
    public static CleanShell Of(HoopLikeStack stack, Caller caller)
    {
        var shell = new CleanShell();
        shell.Variables["HOOPLIKE_CONSOLE"] = stack.Address;
        shell.Variables["HOOPLIKE_TOKEN"] = caller.Key;
        return shell;
    }

    public static async Task<CleanShell> SignedInAsync(HoopLikeStack stack, string name, string password)
    {
        var shell = new CleanShell();
        (await shell.RunAsync($"hooplike login --console {stack.Address} --user {name}", password + "\n")).Succeeded();
        return shell;
    }

    public Task<Outcome> RunAsync(string script, string? input = null) => Command.RunAsync("env", ["-i", .. Set(), "bash", "--noprofile", "--norc", "-c", script], input: input, folder: home.Path);

    /// <summary>A command that goes on by itself.</summary>
    public Task<ChildProcess> StartAsync(params string[] arguments) => ChildProcess.StartAsync("env", ["-i", .. Set(), "dotnet", ProductFiles.Agent, .. arguments], folder: home.Path);

    /// <summary>At a terminal: each step is what to wait for on the screen (or <c>file:</c> and the path of a file) and what to type then. Prints the screen; ends as the command does.</summary>
    public Task<Outcome> TypeAsync(string command, params (string Seen, string Typed)[] steps) =>
        Command.RunAsync("env", ["-i", .. Set(), "TERM=xterm", "PAGER=cat", "python3", Path.Combine(ProductFiles.Clients, "terminal.py"), System.Text.Json.JsonSerializer.Serialize(steps.Select(s => new[] { s.Seen, s.Typed })), command], folder: home.Path);

    public void Dispose() => home.Dispose();

    IEnumerable<string> Set() => Variables.Select(v => $"{v.Key}={v.Value}");
}
