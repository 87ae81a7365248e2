using System.Security.Cryptography;
using HoopLike.EndToEnd.Tests.Fixtures;

namespace HoopLike.EndToEnd.Tests.Http;

/// <summary>The real console and agent before a real nginx, a model endpoint, an internal API and a PostgreSQL. Its processes die with the test run.</summary>
sealed class HttpStack
{
    static readonly Lazy<Task<HttpStack>> shared = new(StartAsync);

    readonly ProductProcesses product;
    readonly TempFolder files = new();
    readonly int tools = FreePort.Next();
    ChildProcess server = null!;

    HttpStack(NginxTarget nginx, ModelServer models, PrivatePostgres postgres)
    {
        (Nginx, Models, Postgres) = (nginx, models, postgres);
        var token = RandomNumberGenerator.GetHexString(32);
        product = new ProductProcesses(Yaml(token), token, [Web.Port, Model.Port, Shared.Port, Shop.Port, Tools.Port]);
    }

    public NginxTarget Nginx { get; }

    public ModelServer Models { get; }

    public PrivatePostgres Postgres { get; }

    public Gateway Web { get; } = new("web");

    public Gateway Model { get; } = new("models");

    /// <summary>The port of <c>files</c> and of <c>refunds</c>.</summary>
    public Gateway Shared { get; } = new("shared");

    public Gateway Shop { get; } = new("shop");

    public Gateway Tools { get; } = new("tools");

    public string Address => product.Address;

    public ChildProcess Agent => product.Agent;

    public string Logs => product.Logs;

    /// <summary>Where the authority's certificate was put.</summary>
    public string Authority => files.File("ca.crt");

    public static Task<HttpStack> GetAsync() => shared.Value;

    public ApiClient Api(Caller caller) => new(Address, caller.Key);

    /// <summary>The ordinary curl, with our token and our authority and nothing else.</summary>
    public Task<Outcome> CurlAsync(Gateway gateway, string path, params string[] arguments) =>
        Command.RunAsync("curl", ["--silent", "--show-error", "--path-as-is", "--cacert", Authority, "-H", $"Authorization: Bearer {Caller.Analyst.Key}", .. arguments, $"https://127.0.0.1:{gateway.Port}{path}"]);

    /// <summary>A program of the clients' folder, with the gateway's address where OpenAI's would be.</summary>
    public Task<Outcome> NodeAsync(string script, params string[] arguments) => Command.RunAsync("node", [script, .. arguments], new Dictionary<string, string>
    {
        ["NODE_EXTRA_CA_CERTS"] = Authority, ["OPENAI_BASE_URL"] = $"https://127.0.0.1:{Model.Port}/v1", ["OPENAI_API_KEY"] = Caller.Analyst.Key, ["REFUNDS_URL"] = $"https://127.0.0.1:{Shared.Port}/c/refunds/refunds",
        ["PGHOST"] = "127.0.0.1", ["PGPORT"] = $"{Shop.Port}", ["PGUSER"] = "agent", ["PGDATABASE"] = "shop", ["PGPASSWORD"] = Caller.Analyst.Key,
    }, folder: ProductFiles.Clients);

    /// <summary>The pending ticket that has this word.</summary>
    public async Task<string> TicketAsync(string word)
    {
        using var api = Api(Caller.Dana);
        return (string)(await Until.SomeAsync(async () => (await api.ListAsync("approvals?status=pending")).FirstOrDefault(t => t.ToJsonString().Contains(word, StringComparison.Ordinal)), what: $"a pending ticket with {word}"))["id"]!;
    }

    /// <summary>The events of the session in which this word was recorded.</summary>
    public async Task<Events> RecordedAsync(Gateway gateway, string word, string? connection = null)
    {
        using var api = Api(Caller.Auditor);
        return await Until.SomeAsync(async () =>
        {
            foreach (var session in await api.ListAsync($"sessions?connection={connection ?? gateway.Name}"))
            {
                var events = await Events.OfAsync(api, (string)session["id"]!);
                if (events.All.Any(e => e.ToJsonString().Contains(word, StringComparison.Ordinal))) return events;
            }
            return null;
        }, what: $"{word} is on record");
    }

    static async Task<HttpStack> StartAsync()
    {
        var postgres = await PrivatePostgres.StartAsync();
        await postgres.AskAsync(ShopSchema.Sql);
        var stack = new HttpStack(await NginxTarget.StartAsync(), await ModelServer.StartAsync(), postgres);
        stack.server = await ChildProcess.StartAsync("node", ["mcp_server.mjs", $"{stack.tools}"], folder: ProductFiles.Clients);
        await Until.HoldsAsync(() => stack.server.HasExited ? throw new InvalidOperationException(stack.server.Output) : FreePort.IsListening(stack.tools), what: "the server of MCP listens");
        await stack.product.StartConsoleAsync();
        await stack.product.StartAgentAsync();
        using var http = new HttpClient();
        await File.WriteAllTextAsync(stack.Authority, await http.GetStringAsync(new Uri($"{stack.Address}/ca.crt")));
        return stack;
    }

    string Yaml(string enrolmentToken) => $$$"""
        agents:
          - {name: local, token: {{{enrolmentToken}}} }
        groups:
          - {name: platform, roles: [admin]}
          - {name: audit, roles: [auditor]}
          - {name: dba, roles: [approver]}
        serviceAccounts:
        {{{string.Join('\n', Caller.All.Select(c => $"  - {{name: {c.Name}, groups: [{string.Join(", ", c.Groups)}], key: {c.Key}}}"))}}}
        connections:
          - {name: web, protocol: http, agents: [local], listen: {port: {{{Web.Port}}} }, target: {host: 127.0.0.1, port: {{{Nginx.Port}}}, tls: disable}, credential: {username: gateway, password: nginx-secret} }
          - {name: models, protocol: http, agents: [local], listen: {port: {{{Model.Port}}} }, target: {host: 127.0.0.1, port: {{{Models.Port}}}, tls: disable}, credential: {kind: bearer, token: {{{ModelServer.Secret}}} } }
          - {name: files, protocol: http, agents: [local], listen: {port: {{{Shared.Port}}}, host: localhost}, target: {host: 127.0.0.1, port: {{{Nginx.Port}}}, tls: disable}, credential: {username: gateway, password: nginx-secret} }
          - {name: refunds, protocol: http, agents: [local], listen: {port: {{{Shared.Port}}} }, target: {host: 127.0.0.1, port: {{{Models.Port}}}, tls: disable}, credential: {kind: bearer, token: {{{ModelServer.Secret}}} } }
          - {name: tools, protocol: http, agents: [local], listen: {port: {{{Tools.Port}}} }, target: {host: 127.0.0.1, port: {{{tools}}}, tls: disable}, credential: {kind: none} }
          - {name: shop, protocol: postgres, agents: [local], listen: {port: {{{Shop.Port}}} }, target: {host: 127.0.0.1, port: {{{Postgres.Port}}}, database: shop, tls: require}, credential: {username: shop_owner, password: {{{Postgres.OwnerPassword}}} } }
        policies:
          - {name: staff-may-connect, effect: allow, scope: session, subjects: {groups: [analysts]}}
          - {name: no-administration, effect: deny, scope: operation, connections: {names: [web]}, match: {http: {paths: [/admin/**]}}, message: Administration is not for programs.}
          - {name: known-models-only, effect: deny, scope: operation, connections: {names: [models]}, match: {http: {models: [forbidden-*]}}, message: This model is not approved.}
          - {name: refunds-need-a-human, effect: approve, scope: operation, connections: {names: [refunds]}, match: {http: {methods: [POST], paths: [/refunds]}}, approval: {groups: [dba], required: 1, timeoutSeconds: 120}}
          - {name: nobody-drops, effect: deny, scope: operation, connections: {names: [tools]}, match: {http: {tools: ["drop_*"]}}, message: Nobody drops.}
          - {name: tool-refunds, effect: approve, scope: operation, connections: {names: [tools]}, match: {http: {tools: [refund]}}, approval: {groups: [dba], required: 1, timeoutSeconds: 120}}
        maskingRules:
          - {name: customers, connections: {names: [web, files]}, jsonPaths: ["$..email"], method: {kind: redact}}
          - {name: addresses, connections: {names: [models, refunds, tools]}, detectors: [email], direction: both, method: {kind: redact}}
          - {name: people, connections: {names: [shop]}, columns: [public.customers.email], method: {kind: redact}}
        """;
}
