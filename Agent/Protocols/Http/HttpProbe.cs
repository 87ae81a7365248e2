using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Http.Credentials;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Tries the way to an HTTP target, and says of each step what came of it. One HEAD request is sent, with the connection's credential.</summary>
internal sealed class HttpProbe(TargetConnector targets, TimeProvider time)
{
    private static readonly string[] names = ["Name resolution", "Connect", "TLS", "Request"];

    public Task<ConnectionProbe> RunAsync(ConnectionConfig connection, CancellationToken ct) => ProbeRun.RunAsync(names, time, run => StepsAsync(run, connection, ct));

    private async Task StepsAsync(ProbeRun run, ConnectionConfig connection, CancellationToken ct)
    {
        await run.ResolveAsync(names[0], connection.Target.Host, ct);
        TargetLink? link = null;
        try
        {
            await run.StepAsync(names[1], async () =>
            {
                link = await targets.DialAsync(connection.Target, ct);
                return $"Connected to {link.Socket.RemoteEndPoint}.";
            });
            if (connection.Target.Tls == TargetTlsMode.Disable) run.Skip(names[2], "This connection says tls: disable. What goes to the target can be read on the way.");
            else
            {
                await run.StepAsync(names[2], async () =>
                {
                    X509Certificate2? certificate = await TargetTls.UpgradeAsync(link!, connection, NullLogger.Instance, ct);
                    return ProbeWords.Of(link!.Stream as SslStream, certificate, connection.Target.Tls);
                });
            }
        }
        finally
        {
            if (link is not null) await link.DisposeAsync();
        }
        await run.StepAsync(names[3], () => AskAsync(connection, ct));
    }

    private async Task<string> AskAsync(ConnectionConfig connection, CancellationToken ct)
    {
        await using var way = new TargetWay(connection, stop => targets.DialAsync(connection.Target, stop));
        var path = connection.Target.Path ?? "/";
        using var request = new HttpRequestMessage(HttpMethod.Head, RawAddress.Of(way.Address, path));
        request.Options.Set(CredentialHandler.Whole, ReadOnlyMemory<byte>.Empty);
        try
        {
            using var answer = await way.Invoker.SendAsync(request, ct);
            var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
            return (int)answer.StatusCode switch
            {
                401 or 407 => throw new AccessRefused(RefusalKind.Unavailable, $"HEAD {path} was answered {status}: the target does not take the credential"),
                403 => $"HEAD {path} was answered {status}: the target is there, and this credential may not read {path}.",
                _ => $"HEAD {path} was answered {status}.",
            };
        }
        catch (TargetCredentialException e)
        {
            throw new AccessRefused(RefusalKind.Unavailable, e.Message, inner: e);
        }
        catch (HttpRequestException e)
        {
            throw new AccessRefused(RefusalKind.Unavailable, $"the target does not speak HTTP as it should ({e.HttpRequestError})", inner: e);
        }
    }
}
