using System.Text.Json;
using HoopLike.Agent.Link;
using HoopLike.Agent.Protocols.Http.Mcp;
using HoopLike.Shared.Http.Mcp;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http.Mcp;

public sealed class ToolBookTests : IDisposable
{
    private readonly ScratchDirectory scratch = new();
    private readonly AgentKeyRing keys;
    private readonly ToolDefinition old = Tool("Pays back.");
    private readonly ToolDefinition now = Tool("Pays back, and more.");

    public ToolBookTests() => keys = AgentKeyRing.LoadOrCreate(scratch.Data);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void What_is_seen_first_is_approved_where_nobody_asks_about_new_tools()
    {
        var book = Book();
        Assert.Equal(ToolStanding.New, book.Of("api", "refund", null));

        book.See("api", old, approvesFirst: true);

        Assert.Equal(ToolStanding.Approved, book.Of("api", "refund", old.Fingerprint));
        Assert.Equal(ToolStanding.Changed, book.Of("api", "refund", now.Fingerprint));
        Assert.Equal(ToolStanding.New, book.Of("other", "refund", old.Fingerprint));
    }

    [Fact]
    public void Where_somebody_asks_it_is_not()
    {
        var book = Book();
        book.See("api", old, approvesFirst: false);
        Assert.Equal(ToolStanding.New, book.Of("api", "refund", old.Fingerprint));

        book.Approve("api", old);

        Assert.Equal(ToolStanding.Approved, book.Of("api", "refund", old.Fingerprint));
    }

    [Fact]
    public void A_restart_forgets_nothing()
    {
        Book().See("api", old, approvesFirst: true);
        Book().See("api", now, approvesFirst: true);

        Assert.Equal(ToolStanding.Changed, Book().Of("api", "refund", null));
        Assert.Equal((old, now), Book().Read("api", "refund"));
    }

    [Fact]
    public void A_book_that_was_changed_makes_every_tool_a_changed_one()
    {
        Book().See("api", old, approvesFirst: true);
        var path = scratch.Data.PathOf(ToolBook.FileName);
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        var book = Book();
        book.See("api", old, approvesFirst: true);

        Assert.Equal(ToolStanding.Changed, book.Of("api", "refund", old.Fingerprint));
    }

    private ToolBook Book() => new(new SealedFile(scratch.Data, keys, ToolBook.FileName, ToolBook.Magic), NullLogger<ToolBook>.Instance);

    private static ToolDefinition Tool(string description) => ToolDefinition.Of("refund", JsonSerializer.SerializeToElement(new { name = "refund", description }));
}
