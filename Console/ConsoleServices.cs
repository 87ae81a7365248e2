using HoopLike.Console.Agents;
using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Api.Mcp;
using HoopLike.Console.Approvals;
using HoopLike.Console.Audit;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Components.Layout;
using HoopLike.Console.Components.Pages.Sessions;
using HoopLike.Console.Configuration;
using HoopLike.Console.Connections;
using HoopLike.Console.Data;
using HoopLike.Console.Identities;
using HoopLike.Console.Identities.Oidc;
using HoopLike.Console.Identities.Saml;
using HoopLike.Console.Live;
using HoopLike.Console.Masking;
using HoopLike.Console.Policies;
using HoopLike.Console.Security;
using HoopLike.Console.Sessions;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Console.Sessions.Runs;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Radzen;

namespace HoopLike.Console;

/// <summary>What the console is made of, room by room from the bottom up.</summary>
internal static class ConsoleServices
{
    /// <summary>Tickets with long statements, and chunks of <see cref="AgentHubAddress.ChunkLimit"/> as base64, fit in.</summary>
    private const int LongestHubMessage = 4 * 1024 * 1024;

    public static void AddConsole(this IServiceCollection services, ConsoleOptions options)
    {
        services.AddSingleton(TimeProvider.System).AddSingleton(options);
        services.AddSingleton<ConsoleDbFactory>().AddSingleton<StoreSetup>();
        services.AddSingleton<LiveFeed>().AddHostedService<PostgresLiveBridge>();
        services.AddSingleton<SecretProtector>().AddSingleton<InstallationKeys>().AddSingleton<KeyedHash>().AddSingleton<CertificateAuthority>().AddSingleton<AccessTokens>().AddSingleton<ConsoleAddress>();
        services.AddSingleton<AuditLog>().AddSingleton<AuditSearch>().AddSingleton<ChainProof>().AddSingleton<StorageUse>();
        services.AddSingleton<IdentityDirectory>().AddSingleton<SignInService>().AddSingleton<SignIns>().AddSingleton<People>().AddSingleton<CredentialProof>().AddSingleton<ServiceKeyUse>().AddSingleton<Doors>().AddSingleton<DeviceFlow>().AddSingleton<IdentityRoster>();
        services.AddSingleton<SignInRefusals>().AddSingleton<SignInChoices>().AddSingleton<PeopleDesk>();
        services.AddOidc();
        services.AddSaml();
        services.AddSingleton<ApprovalService>().AddSingleton<DecisionDesk>().AddSingleton<TicketList>().AddSingleton<OwnRequests>().AddHostedService<ApprovalExpiry>();
        services.AddSessions(options);
        services.AddReplay();
        services.AddConfigurationSections();
        services.AddAgents();
        services.AddMcp();
        services.AddWeb(options);
    }

    private static void AddSessions(this IServiceCollection services, ConsoleOptions options)
    {
        services.AddSingleton<IRecordingStore>(_ => new DirectoryRecordingStore(options.RecordingsDir));
        services.AddSingleton<SessionIndexer>().AddHostedService(s => s.GetRequiredService<SessionIndexer>());
        services.AddSingleton<RecordingIngest>().AddSingleton<SessionSearch>().AddSingleton<SessionEvents>();
        services.AddSingleton<ActivityLog>().AddSingleton<PolicyActivity>().AddSingleton<LiveSessions>().AddSingleton<RecentDenials>();
        services.AddSingleton<RetentionJob>().AddHostedService(s => s.GetRequiredService<RetentionJob>()).AddHostedService<IndexCatchUp>();
    }

    private static void AddReplay(this IServiceCollection services) => services
        .AddSingleton<SessionTimeline>().AddSingleton<SessionMarks>().AddSingleton<SavedSearches>().AddSingleton<OperationsCsv>().AddSingleton<SessionProver>().AddSingleton<RunSearch>().AddSingleton<RunTimeline>().AddScoped<BrowserSide>();

    private static void AddConfigurationSections(this IServiceCollection services) => services
        .AddSingleton<UserSection>().AddSingleton<GroupSection>().AddSingleton<ServiceAccountSection>().AddSingleton<IdentityProviderSection>()
        .AddSingleton<ConnectionSection>().AddSingleton<PolicySection>().AddSingleton<MaskingRuleSection>().AddSingleton<AgentSection>()
        .AddSingleton<ConfigurationStore>().AddSingleton<ConfigurationService>().AddSingleton<ConfigHistory>().AddSingleton<FirstStart>()
        .AddSingleton<ConfigText>().AddSingleton<BacktestText>().AddSingleton<IdentityDesk>().AddSingleton<FirstStepsReader>();

    private static void AddAgents(this IServiceCollection services)
    {
        services.AddSingleton<AgentRegistry>().AddSingleton<AgentLinks>().AddSingleton<AgentKeys>().AddSingleton<KeyRotation>().AddSingleton<AgentDirectory>().AddSingleton<EnrolmentDesk>().AddSingleton<SnapshotSource>().AddSingleton<ConnectionRights>().AddSingleton<AccessRequests>().AddSingleton<SessionKill>();
        services.AddSingleton<ConnectionDirectory>().AddSingleton<EffectiveAccess>().AddSingleton<TokenDesk>().AddSingleton<TokenExchangeService>().AddSingleton<PolicyTrial>().AddSingleton<RecordedTrial>().AddSingleton<PolicyBacktest>();
        services.AddSingleton<SnapshotPusher>().AddHostedService(s => s.GetRequiredService<SnapshotPusher>());
        services.AddSingleton<QuestionPost>().AddSingleton<AgentQuestions>().AddSingleton<SensitiveColumns>().AddSingleton<SensitiveScans>().AddHostedService<QuestionCarrier>();
        services.AddSingleton<KeyCarrier>().AddHostedService(s => s.GetRequiredService<KeyCarrier>());
        services.AddSingleton<AgentTickets>().AddHostedService(s => s.GetRequiredService<AgentTickets>());
        services.AddSignalR(o =>
        {
            o.MaximumReceiveMessageSize = LongestHubMessage;
            o.MaximumParallelInvocationsPerClient = 32;
        }).AddJsonProtocol(o => SnapshotJson.Apply(o.PayloadSerializerOptions));
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, AgentAuthentication>(AgentAuthentication.SchemeName, null);
    }

    private static void AddMcp(this IServiceCollection services) => services
        .AddSingleton<IMcpTool, ConnectionsTool>().AddSingleton<IMcpTool, AccessRequestTool>().AddSingleton<IMcpTool, TicketWaitTool>().AddSingleton<IMcpTool, OwnTicketsTool>().AddSingleton<IMcpTool, QueryTool>()
        .AddSingleton<McpToolbox>().AddSingleton<McpLimits>().AddSingleton<QueryRun>();

    private static void AddWeb(this IServiceCollection services, ConsoleOptions options)
    {
        services.AddConsoleAuthentication(options);
        services.AddAntiforgery(o => ConsoleCookies.Set(o.Cookie, "hooplike-form", options, SameSiteMode.Strict));
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddScoped<AuthenticationStateProvider, CircuitIdentity>();
        services.AddCascadingAuthenticationState();
        services.AddRadzenComponents();
        services.AddScoped<Prompts>().AddSingleton<PaletteSearch>();
        services.AddProblemDetails();
        services.AddOpenApi("v1");
        services.ConfigureHttpJsonOptions(o => SnapshotJson.Apply(o.SerializerOptions));
    }
}
