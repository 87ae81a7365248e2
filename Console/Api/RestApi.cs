using HoopLike.Console.Agents;
using HoopLike.Console.Api.Mcp;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Http.Connections;

namespace HoopLike.Console.Api;

/// <summary>Every address that is no page.</summary>
internal static class RestApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        HealthApi.Map(app);
        SignInApi.Map(app);
        OAuthApi.Map(app);
        ProviderSignInApi.Map(app);
        SamlApi.Map(app);
        ConnectionsApi.MapAuthority(app);
        AgentsApi.MapEnrolment(app);
        app.MapHub<AgentControlHub>(AgentHubAddress.Control, o => o.Transports = HttpTransportType.WebSockets);
        app.MapHub<AgentRecordingsHub>(AgentHubAddress.Recordings, o => o.Transports = HttpTransportType.WebSockets);
        app.MapOpenApi("/openapi/{documentName}.json");

        McpApi.Map(app);

        var api = app.MapGroup("/api/v1").DisableAntiforgery();
        ConfigApi.Map(api);
        WhoAmIApi.Map(api);
        TokensApi.Map(api);
        AgentsApi.Map(api);
        ConnectionsApi.Map(api);
        ApprovalsApi.Map(api);
        SessionsApi.Map(api);
        AuditApi.Map(api);
        SimulateApi.Map(api);
        BacktestApi.Map(api);
    }
}
