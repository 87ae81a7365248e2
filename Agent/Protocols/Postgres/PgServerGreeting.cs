using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Reads what a server says between AuthenticationOk and the first ReadyForQuery.</summary>
internal static class PgServerGreeting
{
    public static async Task<PgServerSession> ReadAsync(PgLoginStream messages, ConnectionConfig connection, ILogger log, CancellationToken ct)
    {
        var parameters = ImmutableArray.CreateBuilder<(string Name, string Value)>();
        var (processId, secret) = (0, 0);
        while (true)
        {
            var (type, body) = await messages.ReadAsync(ct);
            switch (type)
            {
                case 'S':
                    parameters.Add(ReadParameter(body));
                    break;
                case 'K' when body.Length == 8:
                    processId = BinaryPrimitives.ReadInt32BigEndian(body);
                    secret = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(4));
                    break;
                case 'Z' when body is [(byte)'I' or (byte)'T' or (byte)'E']:
                    return new PgServerSession(processId, secret, parameters.ToImmutable(), (char)body[0]);
                case 'E':
                    throw PgLoginError.Read(body, connection, log);
                case 'N':
                    break;
                default:
                    throw new InvalidDataException($"a message of type 0x{(int)type:X2} and {body.Length} bytes before the first ReadyForQuery");
            }
        }
    }

    private static (string Name, string Value) ReadParameter(byte[] body)
    {
        var fields = Encoding.UTF8.GetString(body).Split('\0');
        return fields is [var name, var value, ""] ? (name, value) : throw new InvalidDataException("a ParameterStatus is malformed");
    }
}
