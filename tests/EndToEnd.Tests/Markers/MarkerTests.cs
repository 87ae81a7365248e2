using System.Text;
using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Markers;

/// <summary>Target credentials and masked values are markers here: after a day's work none of them is found in anything that we wrote or said.</summary>
public sealed class MarkerTests(OwnStack own) : IClassFixture<OwnStack>
{
    static readonly string[] calls =
    [
        "config", "agents", "connections", "approvals", "approvals?status=pending", "sessions", "audit",
    ];

    [Fact]
    public async Task No_marker_is_found_in_spool_store_recordings_logs_tickets_or_answers()
    {
        var stack = own.Stack;
        var heard = new StringBuilder();
        heard.AppendLine(await WorkAsync(stack));
        heard.AppendLine(await HoldAsync(stack));

        using var admin = stack.Api(Caller.Admin);
        using var auditor = stack.Api(Caller.Auditor);
        await Until.HoldsAsync(async () => (await auditor.ListAsync("sessions")).All(s => s["endedAt"] is not null));
        foreach (var call in calls) heard.AppendLine(await admin.TextAsync(call));
        foreach (var session in await auditor.ListAsync("sessions"))
        {
            heard.AppendLine(session.ToJsonString());
            heard.AppendLine(await auditor.TextAsync($"sessions/{session["id"]}/events"));
            heard.AppendLine(Encoding.Latin1.GetString(await auditor.BytesAsync($"sessions/{session["id"]}/recording")));
        }
        heard.AppendLine((await admin.TryPostAsync("simulate", new { identity = "analyst", groups = new[] { "analysts" }, connection = "shop", operation = "select email from customers" })).Body);
        heard.AppendLine(stack.Logs);

        string[] markers = [.. ShopSchema.Markers, stack.Postgres.OwnerPassword, .. Caller.All.Select(c => c.Key), stack.Plan.EngineerPassword, stack.Plan.EnrolmentToken];
        Assert.All(markers, marker => Assert.DoesNotContain(marker, heard.ToString(), StringComparison.Ordinal));
        var files = Directory.GetFiles(stack.ConsoleData, "*", SearchOption.AllDirectories).Concat(Directory.GetFiles(stack.AgentData, "*", SearchOption.AllDirectories)).ToList();
        Assert.Contains(files, f => f.Contains("recordings", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var content = await ContentAsync(file);
            Assert.All(markers, marker => Assert.False(content.Contains(marker, StringComparison.Ordinal) || content.Contains(Base64(marker), StringComparison.Ordinal), $"{file} holds {marker}"));
        }
    }

    /// <summary>What callers do all day, and everything that they heard.</summary>
    static async Task<string> WorkAsync(HoopLikeStack stack)
    {
        var shop = stack.Psql(stack.Plan.Shop, Caller.Analyst);
        var heard = new StringBuilder();
        heard.AppendLine((await shop.RunAsync(
            "select * from customers", "copy customers to stdout", "copy customers to stdout (format csv)", "select c from customers c", "select upper(email) from customers",
            "update customers set note = note returning *", "select email::int from customers", "insert into customers (id, name, email) select 902, 'x', email from customers where id = 1",
            "select tell_emails()", "select * from vouchers", "select * from members", "copy members to stdout", "select 1 from vouchers where code = 'x'", "drop table customers", "begin; declare c cursor for table customers; fetch all c; commit",
            "listen m; select pg_notify('m', email) from customers where id = 1", "explain analyze select * from customers")).All);
        await using var connection = await stack.Plan.Shop.OpenAsync(Caller.Analyst);
        foreach (var row in await connection.RowsAsync("select * from customers where id = $1", 1)) heard.AppendLine(string.Join('|', row));
        // What callers themselves say of masked columns must not be kept either.
        await connection.RowsAsync("select id from customers where email = $1 or ssn = $2 or card = $3", ShopSchema.Email, ShopSchema.Ssn, ShopSchema.Card);
        await shop.RunAsync($"select id from customers where email = '{ShopSchema.Email}' or ssn = '{ShopSchema.Ssn}' or card = '{ShopSchema.Card}'");
        await using var wrong = new NpgsqlConnection(stack.Plan.Shop.ConnectionString(Caller.Analyst) + "Password=hlk_wrongwrongwrongwrongwrongwrongwrong00;");
        heard.AppendLine((await Assert.ThrowsAsync<PostgresException>(() => wrong.OpenAsync())).ToString());
        heard.AppendLine((await Assert.ThrowsAsync<PostgresException>(() => stack.Plan.Dead.OpenAsync(Caller.Analyst))).ToString());
        return heard.ToString();
    }

    /// <summary>Tickets: one approved, one denied, both about rows with masked columns.</summary>
    static async Task<string> HoldAsync(HoopLikeStack stack)
    {
        var statement = $"update orders set state = 'marked' from customers c where c.id = customer_id and c.email = '{ShopSchema.Email}' and c.ssn = '{ShopSchema.Ssn}' returning c.*";
        var approved = await Held.StartAsync(stack, Caller.Writer, statement, "update orders");
        await approved.ApproveAsync(Caller.Dana);
        var first = await approved.Answer;
        var denied = await Held.StartAsync(stack, Caller.Writer, statement, "update orders");
        await denied.DenyAsync(Caller.Dana);
        return string.Join('\n', first.All, (await denied.Answer).All, approved.Ticket.ToJsonString(), denied.Ticket.ToJsonString());
    }

    /// <summary>As it is now, though its owner has it open and locked.</summary>
    static async Task<string> ContentAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    static string Base64(string marker) => Convert.ToBase64String(Encoding.UTF8.GetBytes(marker)).TrimEnd('=')[..^2];
}
