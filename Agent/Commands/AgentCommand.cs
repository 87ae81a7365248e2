using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using HoopLike.Agent.Diagnostics;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike agent</c>: runs next to the targets and does all the proxying.</summary>
internal static class AgentCommand
{
    public static Command Create()
    {
        var console = FromEnvironment<Uri>("--console", "HOOPLIKE_CONSOLE", "Address of the console, for example https://hooplike.example.com", "URL", ParseConsole, required: true);
        var name = FromEnvironment("--name", "HOOPLIKE_AGENT_NAME", "The agent's name, as the console knows it", "NAME", static r => r.Tokens[0].Value, required: true);
        var token = FromEnvironment("--token", "HOOPLIKE_AGENT_TOKEN", "The one-time enrolment token; needed on the first start only. Prefer the environment: other users of the host can see flags", "TOKEN", static r => r.Tokens[0].Value, required: false);
        var data = FromEnvironment("--data-dir", "HOOPLIKE_DATA_DIR", "Directory for the agent's key, its snapshot and recordings not yet sent; made when missing", "DIR", static r => r.Tokens[0].Value, required: true);
        var listen = new Option<IPAddress>("--listen-address")
        {
            Description = "Address to listen on for connections that name none of their own",
            HelpName = "ADDRESS",
            DefaultValueFactory = static _ => IPAddress.Loopback,
            CustomParser = ParseAddress,
        };
        var format = new Option<LogFormat>("--log-format") { Description = "text or json", HelpName = "text|json", DefaultValueFactory = static _ => LogFormat.Text };
        var command = new Command("agent", "Run an agent next to the targets: it does all the proxying. SIGTERM or Ctrl-C stops it cleanly, a second one at once")
        {
            console, name, token, data, listen, format,
        };
        command.SetAction((parsed, ct) =>
        {
            var secret = parsed.GetValue(token) is { Length: > 0 } given ? new Secret(given) : null;
            var link = new LinkOptions(parsed.GetValue(console)!, parsed.GetValue(name)!, secret);
            return AgentRun.RunAsync(new AgentOptions(link, parsed.GetValue(data)!, parsed.GetValue(listen)!, parsed.GetValue(format)), ct);
        });
        return command;
    }

    private static Option<T> FromEnvironment<T>(string flag, string variable, string description, string helpName, Func<ArgumentResult, T?> parse, bool required)
    {
        var option = new Option<T>(flag) { Description = $"{description} [environment: {variable}]", HelpName = helpName, CustomParser = parse };
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value) option.DefaultValueFactory = result => Read(option, value, variable, result);
        else option.Required = required;
        return option;
    }

    private static T Read<T>(Option<T> option, string value, string variable, ArgumentResult result)
    {
        var parsed = new RootCommand { new Option<T>(option.Name) { CustomParser = option.CustomParser } }.Parse([option.Name, value]);
        foreach (var mistake in parsed.Errors) result.AddError($"{variable}: {mistake.Message}");
        return parsed.Errors.Count == 0 ? parsed.GetValue<T>(option.Name)! : default!;
    }

    private static Uri? ParseConsole(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.UserInfo.Length == 0 && address.Query.Length == 0) return address;
        result.AddError($"'{text}' is not an http or https address.");
        return null;
    }

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (IPAddress.TryParse(text, out var address)) return address;
        if (text == "localhost") return IPAddress.Loopback;
        result.AddError($"'{text}' is not an IP address.");
        return null;
    }
}
