using static HoopLike.Shared.Contracts.LineQuoting;

namespace HoopLike.Shared.Contracts;

/// <summary>Ready lines for clients of HTTP connections. They take the token from HOOPLIKE_TOKEN, and the installation's authority from where each looks for one.</summary>
public static class HttpClientLines
{
    public static IReadOnlyList<ClientTool> Tools { get; } =
    [
        new("curl", "curl", TakesToken: false, Curl),
        new("openai", "OpenAI (Node.js)", TakesToken: false, OpenAi),
        new("openai-python", "OpenAI (Python)", TakesToken: false, OpenAiPython),
        new("langchain", "LangChain", TakesToken: false, LangChain),
        new("mcp", "MCP client", TakesToken: false, Mcp),
        new("env", ".env", TakesToken: true, Env),
    ];

    public static string Export(string token) => $"export HOOPLIKE_TOKEN={ShellQuoted(token)}";

    /// <summary>The base address that stands in the place of the target's.</summary>
    public static string Url(ClientTarget t) => $"{(t.SslMode == "prefer" ? "http" : "https")}://{HostInUrl(t.Host)}:{Text(t.Port)}";

    /// <summary>Settings for the shell: afterwards the lines of all tools work, and so do programs that read OPENAI_BASE_URL.</summary>
    public static IEnumerable<string> Exports(ClientTarget t, string token)
    {
        if (t.ChecksCertificate) yield return $"export CURL_CA_BUNDLE={ShellWord(t.AuthorityFile)} SSL_CERT_FILE={ShellWord(t.AuthorityFile)} NODE_EXTRA_CA_CERTS={ShellWord(t.AuthorityFile)}";
        yield return Export(token);
        yield return $"export OPENAI_BASE_URL={ShellWord(Url(t) + "/v1")} OPENAI_API_KEY=\"$HOOPLIKE_TOKEN\"";
    }

    private static string Curl(ClientTarget t, string token) =>
        $"curl {(t.ChecksCertificate ? $"--cacert {ShellWord(t.AuthorityFile)} " : t.SslMode == "require" ? "--insecure " : "")}-H \"Authorization: Bearer $HOOPLIKE_TOKEN\" {ShellWord(Url(t) + "/")}";

    private static string OpenAi(ClientTarget t, string token) => $$"""
        {{Remark("//", "NODE_EXTRA_CA_CERTS", t)}}import OpenAI from 'openai';

        const client = new OpenAI({ baseURL: {{ScriptQuoted(Url(t) + "/v1")}}, apiKey: process.env.HOOPLIKE_TOKEN });
        for await (const model of client.models.list()) console.log(model.id);
        """;

    private static string OpenAiPython(ClientTarget t, string token) => $$"""
        {{Remark("#", "SSL_CERT_FILE", t)}}import os
        from openai import OpenAI

        client = OpenAI(base_url={{ScriptQuoted(Url(t) + "/v1")}}, api_key=os.environ["HOOPLIKE_TOKEN"])
        for model in client.models.list():
            print(model.id)
        """;

    private static string LangChain(ClientTarget t, string token) => $$"""
        {{Remark("#", "SSL_CERT_FILE", t)}}import os
        from langchain_openai import ChatOpenAI

        model = ChatOpenAI(model="gpt-4o-mini", base_url={{ScriptQuoted(Url(t) + "/v1")}}, api_key=os.environ["HOOPLIKE_TOKEN"])
        print(model.invoke("Say hello.").content)
        """;

    private static string Mcp(ClientTarget t, string token) => $$"""
        {
          "mcpServers": {
            "hooplike": {
              "type": "http",
              "url": {{ScriptQuoted(Url(t) + "/mcp")}},
              "headers": { "Authorization": "Bearer ${HOOPLIKE_TOKEN}" }
            }
          }
        }
        """;

    private static string Env(ClientTarget t, string token)
    {
        List<string> lines = [$"HOOPLIKE_TOKEN={EnvQuoted(token)}", $"OPENAI_BASE_URL={EnvQuoted(Url(t) + "/v1")}", $"OPENAI_API_KEY={EnvQuoted(token)}"];
        if (t.ChecksCertificate) lines.AddRange($"SSL_CERT_FILE={EnvQuoted(t.AuthorityFile)}", $"NODE_EXTRA_CA_CERTS={EnvQuoted(t.AuthorityFile)}");
        return string.Join('\n', lines);
    }

    private static string Remark(string sign, string variable, ClientTarget t) => t.ChecksCertificate ? $"{sign} with {variable}={EnvQuoted(t.AuthorityFile)} in the environment\n" : "";
}
