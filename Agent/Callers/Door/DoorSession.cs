using System.Buffers.Binary;
using System.Net.Sockets;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Callers.Door;

/// <summary>One client at the door: its start is read, the gateway gets the token in its place, then bytes go both ways untouched.</summary>
/// <param name="dial">Opens a connection to the gateway.</param>
/// <param name="remark">Told what keeps clients out.</param>
internal sealed class DoorSession(Func<CancellationToken, Task<GatewayLink>> dial, DoorToken token, Action<string> remark)
{
    private const int AuthenticationOk = 0;
    private const int CleartextPassword = 3;

    /// <summary>From the client's first byte to the gateway's question for the token.</summary>
    private static readonly TimeSpan startLimit = TimeSpan.FromSeconds(30);

    /// <summary>The gateway closes when it has acted on a cancel request.</summary>
    private static readonly TimeSpan cancelLimit = TimeSpan.FromSeconds(10);

    public async Task RunAsync(Socket client, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(startLimit);
        var stream = new NetworkStream(client, ownsSocket: false);
        try
        {
            switch (await DoorStartup.ReadAsync(stream, deadline.Token))
            {
                case DoorOpening.Session session:
                    await ServeAsync(client, stream, session.Packet, deadline, ct);
                    break;
                case DoorOpening.Cancel cancel:
                    await CancelAsync(cancel.Packet, ct);
                    break;
            }
        }
        catch (WireException e)
        {
            await TellAsync(stream, "08P01", e.Message, ct);
        }
        catch (CallerFailure e)
        {
            remark(e.Message);
            await TellAsync(stream, e.Kind == CallerFailureKind.NotSignedIn ? "28000" : "08006", e.Message, ct);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await TellAsync(stream, "08006", $"The session did not start within {startLimit.TotalSeconds:0} seconds.", ct);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidDataException)
        {
            // One of the two is gone, or does not keep to the protocol: the other learns it by the end of the connection.
        }
    }

    private async Task ServeAsync(Socket client, NetworkStream stream, byte[] startup, CancellationTokenSource deadline, CancellationToken ct)
    {
        var secret = await token.GetAsync(deadline.Token);
        await using var gateway = await dial(deadline.Token);
        await gateway.Stream.WriteAsync(startup, deadline.Token);
        if (!await SignInAsync(gateway, stream, secret, deadline.Token)) return;
        // To be let in may take a human's decision: from here on there is no deadline.
        deadline.CancelAfter(Timeout.InfiniteTimeSpan);
        await DoorRelay.RunAsync(client, stream, gateway, first =>
        {
            if (first == (byte)PgBackend.ErrorResponse) token.Forget(secret);
        }, ct);
    }

    /// <summary>False when the gateway has already said no, in its own words.</summary>
    private static async Task<bool> SignInAsync(GatewayLink gateway, NetworkStream client, Secret secret, CancellationToken ct)
    {
        var messages = new PgLoginStream(gateway.Stream);
        while (true)
        {
            var (type, body) = await messages.ReadAsync(ct);
            var question = type == 'R' && body.Length >= 4 ? BinaryPrimitives.ReadInt32BigEndian(body) : -1;
            if (question == CleartextPassword)
            {
                await messages.SendPasswordAsync(secret.Reveal(), ct);
                return true;
            }

            if (type == 'R' && question != AuthenticationOk) throw new CallerFailure("The gateway asks for a way to sign in that this command does not know. Are both of one version?");
            await client.WriteAsync(Framed(type, body), ct);
            if (type == 'E') return false;
            if (type == 'R') return true;
        }
    }

    private async Task CancelAsync(byte[] packet, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(cancelLimit);
        await using var gateway = await dial(limit.Token);
        await gateway.Stream.WriteAsync(packet, limit.Token);
        var rest = new byte[64];
        while (await gateway.Stream.ReadAsync(rest, limit.Token) > 0)
        {
        }
    }

    private static async Task TellAsync(NetworkStream client, string code, string message, CancellationToken ct)
    {
        using var output = new WireBuffer(512);
        PgMessages.Error(output, "FATAL", new PgDenial(code, message));
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(cancelLimit);
            await client.WriteAsync(output.Memory, limit.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Nobody is there to be told.
        }
    }

    private static byte[] Framed(char type, byte[] body)
    {
        var message = new byte[5 + body.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), body.Length + 4);
        body.CopyTo(message, 5);
        return message;
    }
}
