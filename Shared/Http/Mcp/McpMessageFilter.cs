using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Shared.Masking.Bodies;

namespace HoopLike.Shared.Http.Mcp;

/// <summary>
/// Takes out of what a server of MCP says what its caller must not get: tools that it may not call, and requests of the server that no policy allows; and masks JSON within text. What it has nothing against stays byte by byte as it came.
/// </summary>
/// <param name="isStrict">The exchange is known to be MCP: what cannot be read is refused even where it does not look like JSON-RPC.</param>
public sealed class McpMessageFilter(IMcpRules rules, BodyRules masks, bool isStrict)
{
    private readonly DocumentMask documents = new(masks);
    private ImmutableArray<McpServerRequest> refused = [];

    /// <summary>From an <c>endpoint</c> event on a stream is one of MCP, whatever its request looked like.</summary>
    public bool IsStrict { get; set; } = isStrict;

    /// <summary>Documents within text in which something was masked.</summary>
    public long Masked { get; private set; }

    /// <summary>Requests of the server that were taken out since this was asked last.</summary>
    public ImmutableArray<McpServerRequest> TakeRefused()
    {
        var taken = refused;
        refused = [];
        return taken;
    }

    /// <summary>Null where the message stays as it is; empty where nothing of it is left.</summary>
    /// <param name="message">One message of JSON-RPC or a batch of them; anything else passes.</param>
    /// <exception cref="UnreadableBodyException">It cannot be told what clients would read.</exception>
    public byte[]? Take(ReadOnlyMemory<byte> message)
    {
        if (!MayBeJson(message.Span, IsStrict) || (!IsStrict && !MayBeRpc(message.Span))) return null;
        using var document = JsonBody.Read(message, out var unreadable);
        if (document is null) throw new UnreadableBodyException($"A message of the MCP server cannot be read: {unreadable}.");
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Array) return Rewrite(root) is { } rewriting ? rewriting.Bytes : null;
        var members = root.EnumerateArray().Select(m => (Message: m, New: Rewrite(m))).ToList();
        if (members.TrueForAll(m => m.New is null)) return null;
        if (members.TrueForAll(m => m.New is { Bytes.Length: 0 })) return [];
        return McpReply.Written(writer =>
        {
            writer.WriteStartArray();
            foreach (var (old, changed) in members)
            {
                if (changed is null) old.WriteTo(writer);
                else if (changed.Value.Bytes.Length > 0) writer.WriteRawValue(changed.Value.Bytes);
            }

            writer.WriteEndArray();
        });
    }

    /// <summary>A mark, or another encoding than UTF-8, is no reason to let it pass unread.</summary>
    private static bool MayBeJson(ReadOnlySpan<byte> text, bool isStrict)
    {
        text = text.TrimStart(" \t\r\n"u8);
        return !text.IsEmpty && (text[0] is (byte)'{' or (byte)'[' || (isStrict && text[0] is 0 or >= 0x80));
    }

    /// <summary>Without the word, spelled however JSON lets it be spelled, no client takes it for JSON-RPC.</summary>
    private static bool MayBeRpc(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\\u"u8) >= 0) return true;
        for (var at = text.IndexOfAny((byte)'j', (byte)'J'); at >= 0; at = text.IndexOfAny((byte)'j', (byte)'J'))
        {
            text = text[at..];
            if (text.Length >= 7 && System.Text.Ascii.EqualsIgnoreCase(text[..7], "jsonrpc"u8)) return true;
            // The long s counts as an s to parsers that fold case.
            if (text.Length >= 8 && text[1] == 0xC5 && System.Text.Ascii.EqualsIgnoreCase(text[3..8], "onrpc"u8)) return true;
            text = text[1..];
        }

        return false;
    }

    private Rewritten? Rewrite(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.Named("jsonrpc").Any()) return null;
        var id = message.Named("id").Select(i => i.GetRawText()).FirstOrDefault();
        foreach (var method in message.Named("method"))
        {
            if (id is null) continue;
            var name = method.ValueKind == JsonValueKind.String ? method.GetString()! : "?";
            if (Allows(name)) continue;
            refused = refused.Add(new McpServerRequest(id, name));
            return new Rewritten([]);
        }

        foreach (var asked in message.Named("result").SelectMany(r => r.Named("inputRequests")).SelectMany(Asked))
        {
            if (Allows(asked)) continue;
            refused = refused.Add(new McpServerRequest(null, asked));
            return new Rewritten(McpReply.Error(id ?? "null", $"The server asked for {asked} instead of answering, which no policy allows."));
        }

        var writing = new McpRewriting(rules, documents);
        var bytes = McpReply.Written(writer => writing.Message(message, writer));
        Masked += writing.Masked;
        return writing.IsChanged ? new Rewritten(bytes) : null;
    }

    private bool Allows(string method) => method.Equals("ping", StringComparison.Ordinal) || rules.AllowsServerRequest(method);

    /// <summary>Requests within a result, which the client answers by calling once more (specification of 2026-07-28).</summary>
    private static IEnumerable<string> Asked(JsonElement requests) => requests.ValueKind == JsonValueKind.Object
        ? requests.EnumerateObject().Select(r => r.Value.Named("method").FirstOrDefault() is { ValueKind: JsonValueKind.String } method ? method.GetString()! : "?")
        : requests.ValueKind == JsonValueKind.Null ? [] : ["?"];

    private readonly record struct Rewritten(byte[] Bytes);
}
