using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HoopLike.EndToEnd.Tests.Fixtures;
using HoopLike.Shared.Enforcement;

namespace HoopLike.Bypass.Tests.Matrix.Http;

/// <summary>One target, and a connection to it for each kind of rule with one rule of that kind. Its processes die with the test run.</summary>
sealed class HttpMatrixStack
{
    const string Rules = """
        policies:
          - {name: analysts-may-connect, effect: allow, scope: session, subjects: {groups: [analysts]}}
          - {name: denied, effect: deny, scope: operation, connections: {names: [deny]}, match: {http: {paths: [/secrets/**]}}, message: Secrets are not for you.}
          - {name: asked, effect: approve, scope: operation, connections: {names: [approve]}, match: {http: {paths: [/secrets/**]}}, approval: {groups: [dba], required: 1, timeoutSeconds: 1}}
        maskingRules:
          - {name: words, connections: {names: [paths]}, jsonPaths: ["$..word"], method: {kind: redact}}
          - {name: prompts, connections: {names: [recording]}, detectors: [email], direction: both, method: {kind: redact}}
          - {name: addresses, connections: {names: [detectors]}, detectors: [email], method: {kind: redact}}
        """;

    static readonly Lazy<Task<HttpMatrixStack>> shared = new(StartAsync);

    readonly Dictionary<Guard, Gateway> gateways = new[] { Guard.Deny, Guard.Approve, Guard.Paths, Guard.Detectors, Guard.Recording }.ToDictionary(g => g, g => new Gateway(g.ToString().ToLowerInvariant()));
    readonly ProductProcesses product;
    HttpClient client = null!;

    HttpMatrixStack(HttpMatrixTarget target)
    {
        Target = target;
        var token = RandomNumberGenerator.GetHexString(32);
        product = new ProductProcesses(Yaml(token), token, [.. gateways.Values.Select(g => g.Port)]);
    }

    public static IReadOnlyList<Guard> Guards { get; } = [Guard.Deny, Guard.Approve, Guard.Paths, Guard.Detectors, Guard.Recording];

    public HttpMatrixTarget Target { get; }

    public static Task<HttpMatrixStack> GetAsync() => shared.Value;

    public ApiClient Auditor() => new(product.Address, Caller.Auditor.Key);

    public string ConnectionOf(Guard guard) => gateways[guard].Name;

    public async Task<HttpSaid> SayAsync(HttpPath path, Guard guard)
    {
        var address = (path.Address ?? "/secrets/{name}").Replace("{name}", path.Name, StringComparison.Ordinal).Replace("{word}", HttpMatrixTarget.Word, StringComparison.Ordinal);
        var uri = new Uri($"{(path.IsTls ? "https" : "http")}://127.0.0.1:{gateways[guard].Port}{address}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(path.Method, uri) { Version = path.Version ?? new Version(1, 1), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Caller.Analyst.Key}");
        request.Headers.TryAddWithoutValidation("X-Guard", guard.ToString());
        foreach (var (name, value) in path.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (path.Body is { } body) request.Content = new StringContent(body.Replace("{word}", HttpMatrixTarget.Word, StringComparison.Ordinal), new System.Net.Http.Headers.MediaTypeHeaderValue(path.ContentType));
        try
        {
            using var answer = await client.SendAsync(request);
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            return new HttpSaid((int)answer.StatusCode, bytes, string.Join('\n', answer.Headers.Concat(answer.TrailingHeaders).Select(h => $"{h.Key}: {string.Join(',', h.Value)}")));
        }
        catch (HttpRequestException e)
        {
            return new HttpSaid(0, [], e.Message);
        }
    }

    static async Task<HttpMatrixStack> StartAsync()
    {
        var stack = new HttpMatrixStack(await HttpMatrixTarget.StartAsync());
        await stack.product.StartConsoleAsync();
        await stack.product.StartAgentAsync();
        using var http = new HttpClient();
        var trusting = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trusting.CustomTrustStore.ImportFromPem(await http.GetStringAsync(new Uri($"{stack.product.Address}/ca.crt")));
        stack.client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trusting } });
        return stack;
    }

    string Yaml(string enrolmentToken) => $"""
        agents:
          - {"{"}name: local, token: {enrolmentToken}{"}"}
        groups:
          - {"{"}name: audit, roles: [auditor]{"}"}
          - {"{"}name: platform, roles: [admin]{"}"}
        serviceAccounts:
        {string.Join('\n', new[] { Caller.Analyst, Caller.Admin, Caller.Auditor }.Select(c => $"  - {{name: {c.Name}, groups: [{string.Join(", ", c.Groups)}], key: {c.Key}}}"))}
        connections:
        {string.Join('\n', gateways.Values.Select(g => $"  - {{name: {g.Name}, protocol: http, agents: [local], listen: {{port: {g.Port}}}, target: {{host: 127.0.0.1, port: {Target.Port}, tls: disable}}, credential: {{username: gateway, password: target-secret}}, clientTls: optional}}"))}
        {Rules}
        """;
}

/// <summary>What a caller got.</summary>
/// <param name="Status">0 where there was no answer, or one that broke off.</param>
/// <param name="Heads">Headers and trailers, a line each.</param>
sealed record HttpSaid(int Status, byte[] Body, string Heads)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    /// <summary>The title of a problem document.</summary>
    public string? Problem => Status >= 400 && Text.StartsWith("{\"title\":", StringComparison.Ordinal) ? (string?)System.Text.Json.Nodes.JsonNode.Parse(Text)!["title"] : null;

    public bool Shows => Status > 0 && new[] { Text, Uri.UnescapeDataString(Text), System.Text.Encoding.Unicode.GetString(Body), Heads, Unescaped, Unzipped, Joined }.Any(t => t.Contains("planted", StringComparison.Ordinal));

    string Unescaped => System.Text.RegularExpressions.Regex.Replace(Text, @"\\u(?<code>[0-9a-fA-F]{4})", m => ((char)Convert.ToInt32(m.Groups["code"].Value, 16)).ToString(), System.Text.RegularExpressions.RegexOptions.NonBacktracking);

    /// <summary>What a model says, put together.</summary>
    string Joined => string.Concat(System.Text.RegularExpressions.Regex.Matches(Text, "\"content\":\"(?<words>[^\"]*)\"", System.Text.RegularExpressions.RegexOptions.NonBacktracking).Select(m => m.Groups["words"].Value));

    string Unzipped
    {
        get
        {
            if (Body is not [0x1f, 0x8b, ..]) return "";
            using var zip = new System.IO.Compression.GZipStream(new MemoryStream(Body), System.IO.Compression.CompressionMode.Decompress);
            return new StreamReader(zip).ReadToEnd();
        }
    }
}
