using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Snapshot;
using Npgsql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>A connection of the gateway's own to a target, with the connection's credential and TLS, for what it must know itself. No caller's statement is ever run over one.</summary>
internal sealed class PgOwnConnection : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;

    private PgOwnConnection(NpgsqlDataSource source, NpgsqlConnection connection)
    {
        this.source = source;
        Connection = connection;
    }

    public NpgsqlConnection Connection { get; }

    /// <param name="purpose">What the target's administrator sees as application name.</param>
    /// <exception cref="NpgsqlException">The target cannot be reached, or refuses.</exception>
    public static async Task<PgOwnConnection> OpenAsync(ConnectionConfig connection, string database, string purpose, CancellationToken ct)
    {
        var opening = Source(connection, database, purpose);
        try
        {
            return new PgOwnConnection(opening, await opening.OpenConnectionAsync(ct));
        }
        catch
        {
            await opening.DisposeAsync();
            throw;
        }
    }

    /// <summary>Statements that go to the target together and come back together: one round trip.</summary>
    public NpgsqlBatch Batch(params ReadOnlySpan<string> statements)
    {
        var batch = new NpgsqlBatch(Connection);
        foreach (var statement in statements) batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        return batch;
    }

    /// <summary>Runs one statement and reads every value in text format, as a simple query would.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Statements here are the gateway's own; names in them are quoted.")]
    public async Task<NpgsqlDataReader> ReadTextAsync(string statement, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(statement, Connection) { AllResultTypesAreUnknown = true };
        return await command.ExecuteReaderAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await source.DisposeAsync();
    }

    private static NpgsqlDataSource Source(ConnectionConfig connection, string database, string purpose)
    {
        var target = connection.Target;
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = target.Host,
            Port = target.Port,
            Database = target.Database ?? database,
            Username = connection.Credential.Username,
            Password = connection.Credential.Password?.Reveal(),
            ApplicationName = purpose,
            Pooling = false,
            Enlist = false,
            Timeout = (int)TargetConnector.ConnectLimit.TotalSeconds,
            CommandTimeout = 30,
            GssEncryptionMode = GssEncryptionMode.Disable,
            SslMode = target.Tls switch
            {
                TargetTlsMode.Disable => SslMode.Disable,
                TargetTlsMode.Prefer => SslMode.Prefer,
                // What the certificate must be is said below.
                _ => SslMode.Require,
            },
        }.ConnectionString);
        builder.UseSslClientAuthenticationOptionsCallback(options => Follow(options, TargetTls.Options(target)));
        // The types that are read here are built in.
        builder.ConfigureTypeLoading(static types => types.EnableTypeLoading(false));
        return builder.Build();
    }

    private static void Follow(SslClientAuthenticationOptions options, SslClientAuthenticationOptions ours)
    {
        options.TargetHost = ours.TargetHost;
        options.CertificateChainPolicy = ours.CertificateChainPolicy;
        options.CertificateRevocationCheckMode = ours.CertificateRevocationCheckMode;
        options.RemoteCertificateValidationCallback = ours.RemoteCertificateValidationCallback;
    }
}
