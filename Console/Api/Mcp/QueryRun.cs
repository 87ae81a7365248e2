using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using HoopLike.Console.Agents;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Npgsql;

namespace HoopLike.Console.Api.Mcp;

/// <summary>Runs a query on an agent's listener, as any client of the database would.</summary>
internal sealed class QueryRun(CertificateAuthority authority, TimeProvider time, ILogger<QueryRun> log)
{
    /// <summary>Of an answer; what a model can take in is less.</summary>
    private const int MostBytes = 256 * 1024;

    private const string OwnStatement = "The statement is the caller's own, sent in the caller's name to a gate that judges it.";

    private const string HeldNotice = "Held for approval: ";

    /// <param name="patience">For the query and for what humans decide of it.</param>
    /// <param name="progress">Told where the ticket is, while one is waited for.</param>
    /// <exception cref="McpRefusal">There is no answer, in words.</exception>
    public async Task<JsonObject> RunAsync(UsableConnection connection, string user, Secret token, string sql, int rows, TimeSpan patience, Func<string, Task> progress, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        var held = new HeldNotices();
        var reading = QueryAsync(connection, user, token, sql, rows, held, either.Token);
        try
        {
            while (await Task.WhenAny(reading, held.Next) != reading) await progress($"Waiting for an approval: {held.TakeAddress()}");
            return await reading;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new McpRefusal(held.Address is { } address
                ? $"The statement needs an approval, and nobody decided within {patience.TotalSeconds:0} seconds: {address}. The ticket ended with the connection. Tell a person who may approve, then call again with more seconds."
                : $"There was no answer within {patience.TotalSeconds:0} seconds; the query was cancelled.");
        }
        catch (PostgresException e)
        {
            throw new McpRefusal(string.Join(' ', new[] { $"{e.SqlState}: {e.MessageText}", e.Detail, e.Hint }.Where(w => !string.IsNullOrEmpty(w))));
        }
        catch (NpgsqlException e)
        {
            McpLog.NotReached(log, connection.Config.Name, e);
            throw new McpRefusal($"The agent of '{connection.Config.Name}' cannot be reached from the console.");
        }
        finally
        {
            // Whatever ended the waiting ends the query too.
            await either.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The agent's certificate is of this installation's authority: the token goes to nobody else. Types are not looked up, which would be statements of their own before the policies.</summary>
    private static NpgsqlDataSource Source(UsableConnection connection, string user, Secret token, X509Certificate2 root)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = connection.Host, Port = connection.Config.Listen.Port, Database = connection.Config.Target.Database ?? "postgres", Username = user, Password = token.Reveal(), ApplicationName = "hooplike mcp",
            SslMode = SslMode.VerifyCA, Pooling = false, Timeout = 0, CommandTimeout = 0, PersistSecurityInfo = false,
        };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).UseRootCertificate(root).ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();
    }

    private async Task<JsonObject> QueryAsync(UsableConnection connection, string user, Secret token, string sql, int rows, HeldNotices held, CancellationToken cancellationToken)
    {
        using var root = X509Certificate2.CreateFromPem(await authority.RootPemAsync(cancellationToken));
        await using var source = Source(connection, user, token, root);
        await using var database = source.CreateConnection();
        database.Notice += (_, e) => held.Take(e.Notice.MessageText);
        await database.OpenAsync(cancellationToken);
        return await ReadAsync(database, sql, rows, cancellationToken);
    }

    [SuppressMessage("Security", "CA2100", Justification = OwnStatement)]
    private static async Task<JsonObject> ReadAsync(NpgsqlConnection database, string sql, int rows, CancellationToken cancellationToken)
    {
        await RunAsync(database, "BEGIN TRANSACTION READ ONLY", cancellationToken);
        await using var command = new NpgsqlCommand(sql, database) { AllResultTypesAreUnknown = true };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        var (found, bytes, isCut) = (new JsonArray(), columns.Sum(Encoding.UTF8.GetByteCount), false);
        while (!isCut && await reader.ReadAsync(cancellationToken))
        {
            var row = new JsonArray();
            for (var i = 0; i < columns.Count; i++)
            {
                var value = await reader.IsDBNullAsync(i, cancellationToken) ? null : reader.GetString(i);
                bytes += value is null ? 4 : Encoding.UTF8.GetByteCount(value) + 3;
                row.Add((JsonNode?)value);
            }

            isCut = found.Count == rows || bytes > MostBytes;
            if (!isCut) found.Add((JsonNode)row);
        }

        if (isCut) await CancelAsync(command, reader);
        else
        {
            await reader.CloseAsync();
            await RunAsync(database, "ROLLBACK", cancellationToken);
        }

        return new JsonObject { ["columns"] = new JsonArray([.. columns.Select(c => (JsonNode)c)]), ["rows"] = found, ["truncated"] = isCut };
    }

    /// <summary>What is not read need not be sent. The transaction ends with the connection.</summary>
    private static async Task CancelAsync(NpgsqlCommand command, NpgsqlDataReader reader)
    {
        command.Cancel();
        try
        {
            await reader.CloseAsync();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            // As was asked for.
        }
    }

    [SuppressMessage("Security", "CA2100", Justification = OwnStatement)]
    private static async Task RunAsync(NpgsqlConnection database, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, database);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Where tickets are, as the agent's notices tell while it holds.</summary>
    private sealed class HeldNotices
    {
        private readonly Lock gate = new();
        private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Address { get; private set; }

        public Task Next
        {
            get
            {
                lock (gate) return next.Task;
            }
        }

        public void Take(string notice)
        {
            if (!notice.StartsWith(HeldNotice, StringComparison.Ordinal)) return;
            lock (gate)
            {
                Address = notice[HeldNotice.Length..];
                next.TrySetResult();
            }
        }

        public string TakeAddress()
        {
            lock (gate)
            {
                next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return Address!;
            }
        }
    }
}
