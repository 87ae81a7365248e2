using System.Net.Sockets;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;

namespace HoopLike.Agent.Tests.Targets;

/// <summary>Connections to targets under test, and the way to them.</summary>
internal static class Dialling
{
    public static ConnectionConfig Connection(int port, string user = "by_trust", string? password = null, TargetTlsMode tls = TargetTlsMode.Disable, string? authority = null, string host = "127.0.0.1", string? database = "postgres") =>
        Some.Connection() with
        {
            Target = new TargetConfig(host, port, database, tls, authority),
            Credential = new CredentialConfig(user, password is null ? null : new Secret(password)),
        };

    // The connector asks for the grant as such; what policies it rests on is no business of its.
    public static AccessGrant Grant(ConnectionConfig connection) => new(Some.Machine(), connection, Some.Snapshot(1, connection), null!, null, null);

    public static TargetConnector Connector(TimeProvider? time = null) => new(static s => new SocketStream(s), time ?? TimeProvider.System, NullLogger<TargetConnector>.Instance);

    public static PgTargetLogin Login(TimeProvider? time = null) => new(time ?? TimeProvider.System, NullLogger<PgTargetLogin>.Instance);

    public static Task<TargetLink> ConnectAsync(ConnectionConfig connection) => Connector().ConnectAsync(Grant(connection), CancellationToken.None);

    /// <summary>Dials and signs in.</summary>
    public static async Task<(TargetLink Link, PgServerSession Session)> OpenAsync(ConnectionConfig connection, string? database = null, params (string, string)[] parameters)
    {
        var link = await ConnectAsync(connection);
        try
        {
            return (link, await Login().LoginAsync(link, connection, database, parameters, CancellationToken.None).WaitAsync(Some.Patience));
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    /// <summary>The first column of the first row of a simple query.</summary>
    public static async Task<string> AskAsync(TargetLink link, string sql)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(sql + "\0");
        await link.Stream.WriteAsync((byte[])[(byte)'Q', .. Length(bytes.Length + 4), .. bytes]);
        await link.Stream.FlushAsync();
        var messages = new PgLoginStream(link.Stream);
        var answer = "";
        while (true)
        {
            var (type, body) = await messages.ReadAsync(CancellationToken.None).WaitAsync(Some.Patience);
            if (type == 'D') answer = System.Text.Encoding.UTF8.GetString(body.AsSpan(6));
            if (type == 'E') answer = "error: " + System.Text.Encoding.UTF8.GetString(body);
            if (type == 'Z') return answer;
        }
    }

    public static byte[] Length(int value)
    {
        var bytes = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
