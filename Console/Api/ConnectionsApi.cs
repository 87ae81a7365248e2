using HoopLike.Console.Agents;
using HoopLike.Console.Security;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Api;

/// <param name="Access">allowed, or approval: connecting waits for an approval, or for a grant asked for ahead.</param>
public sealed record ConnectionAnswer(
    string Name, string Host, int Port, ConnectionProtocol Protocol, string? Database, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Agents, ClientTlsMode ClientTls, string Access);

/// <summary><c>/api/v1/connections</c>, and the authority that clients check them by.</summary>
internal static class ConnectionsApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/connections", ListAsync).WithSummary("The connections that the caller may use").Produces<ConnectionAnswer[]>();

    public static void MapAuthority(IEndpointRouteBuilder app) => app.MapGet(
        "/ca.crt",
        async (CertificateAuthority authority, CancellationToken cancellationToken) => Results.Text(await authority.RootPemAsync(cancellationToken), "application/x-pem-file")).AllowAnonymous().WithSummary("The certificate authority of this installation, as PEM");

    private static async Task<IResult> ListAsync(HttpContext context, ConnectionRights rights, CancellationToken cancellationToken) =>
        Results.Ok((await rights.ListAsync(context.User.Caller(), cancellationToken)).Where(c => IsForToken(context, c)).Select(c => new ConnectionAnswer(
            c.Config.Name, c.Host, c.Config.Listen.Port, c.Config.Protocol, c.Config.Target.Database, c.Config.Tags, c.Agents, c.Config.ClientTls, c.Approval is null ? "allowed" : "approval")));

    private static bool IsForToken(HttpContext context, UsableConnection connection) =>
        context.User.FindFirst(CallerClaims.BoundTo) is not { } bound || bound.Value == connection.Config.Name;
}
