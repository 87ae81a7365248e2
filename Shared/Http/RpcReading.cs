using System.Collections.Immutable;
using System.Text.Json;

namespace HoopLike.Shared.Http;

/// <summary>Reads the calls of a JSON-RPC body, one or a batch.</summary>
internal static class RpcReading
{
    public static HttpFact<RpcCall> Read(JsonElement root)
    {
        var (calls, unreadable) = (ImmutableArray.CreateBuilder<RpcCall>(), (string?)null);
        foreach (var message in root.Batch())
        {
            foreach (var method in message.Named("method"))
            {
                if (method.ValueKind != JsonValueKind.String)
                {
                    // Without its version it may be any JSON with a field of that name.
                    if (message.Named("jsonrpc").Any()) unreadable = "the body has a method of JSON-RPC that is no text";
                    continue;
                }

                var name = method.GetString()!;
                if (!name.Equals("tools/call", StringComparison.OrdinalIgnoreCase))
                {
                    calls.Add(new RpcCall(name, null));
                    continue;
                }

                JsonElement[] tools = [.. message.Named("params").SelectMany(p => p.Named("name"))];
                if (tools.Length == 0 || tools.Any(t => t.ValueKind != JsonValueKind.String)) unreadable = "the body calls a tool without a name";
                foreach (var tool in tools.Where(t => t.ValueKind == JsonValueKind.String)) calls.Add(new RpcCall(name, tool.GetString()));
            }
        }

        return new HttpFact<RpcCall>(calls.ToImmutable(), unreadable);
    }
}
