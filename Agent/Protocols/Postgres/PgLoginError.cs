using System.Text;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What an ErrorResponse during the gateway's own sign-in means for the caller. The server's text is not shown: it names the credential's user, or the address.</summary>
internal static class PgLoginError
{
    public static AccessRefused Read(byte[] body, ConnectionConfig connection, ILogger log)
    {
        var state = State(body);
        log.LoginRefused(connection.Name, state);
        return new AccessRefused(RefusalKind.Unavailable, Words(state));
    }

    private static string Words(string state) => state switch
    {
        ['2', '8', ..] => "the target refused the gateway's credential; tell whoever runs this gateway",
        "3D000" => "the target has no such database",
        "53300" => "the target has no connection to spare; try again later",
        "57P03" => "the target is starting up or shutting down; try again later",
        ['2', '2', ..] or ['4', '2', ..] => $"the target refused a start-up parameter of yours ({state})",
        _ => $"the target refused the connection ({state})",
    };

    /// <summary>The SQLSTATE; <c>XX000</c> where there is none to be read.</summary>
    private static string State(byte[] body)
    {
        foreach (var field in Encoding.ASCII.GetString(body).Split('\0'))
        {
            if (field.Length == 6 && field[0] == 'C' && field.AsSpan(1).IndexOfAnyExcept(states) < 0) return field[1..];
        }
        return "XX000";
    }

    private static readonly System.Buffers.SearchValues<char> states = System.Buffers.SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}
