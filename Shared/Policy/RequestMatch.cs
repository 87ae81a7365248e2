using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using HoopLike.Shared.Http;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Policy;

/// <summary>A policy's HTTP match, made ready. What it cannot read of the match matches everything: validation refuses such rules, this is for the case that it did not. What is asked of the head takes no memory.</summary>
internal sealed class RequestMatch
{
    private readonly ImmutableArray<string> methods;
    private readonly ImmutableArray<PathGlob> paths;
    private readonly bool ignorePathCase;
    private readonly ImmutableArray<(string Name, ImmutableArray<string> Values)> headers;
    private readonly ImmutableArray<(JsonPath? Path, ImmutableArray<string> Values)> jsonPaths;
    private readonly ImmutableArray<string> models;
    private readonly ImmutableArray<string> tools;
    private readonly int? tokensAbove;
    private readonly GraphqlMatch? graphql;
    private readonly ImmutableArray<string> serverRequests;
    private readonly ImmutableArray<string> toolChanges;

    public RequestMatch(HttpMatch match)
    {
        methods = OrNone(match.Methods);
        paths = [.. OrNone(match.Paths).Select(p => PathGlob.TryParse(p, out var glob, out _) ? glob : PathGlob.Everything)];
        ignorePathCase = match.IgnorePathCase;
        headers = [.. match.Headers.Select(h => (h.Key, OrNone(h.Value)))];
        jsonPaths = [.. match.JsonPaths.Select(j => (JsonPath.TryParse(j.Key, out var path, out _) ? path : null, OrNone(j.Value)))];
        (models, tools, tokensAbove, graphql) = (OrNone(match.Models), OrNone(match.Tools), match.MaxTokens?.Above, match.Graphql);
        (serverRequests, toolChanges) = (OrNone(match.ServerRequests), OrNone(match.ToolChanges));
        AsksBody = !jsonPaths.IsEmpty || !models.IsEmpty || !tools.IsEmpty || !toolChanges.IsEmpty || tokensAbove is not null || graphql is not null;
    }

    /// <summary>Some key is about the body.</summary>
    public bool AsksBody { get; }

    /// <param name="restricts">A body that cannot be read counts as everything for a rule that restricts, and as nothing for one that allows.</param>
    public bool Matches(HttpOperation request, bool restricts) => MatchesHead(request) && (!AsksBody || MatchesBody(request, restricts));

    /// <summary>A request of a server of MCP to its caller, which came in the answer to <paramref name="request"/>.</summary>
    public bool MatchesServer(string method, HttpOperation request) =>
        !serverRequests.IsEmpty && AnyGlob(serverRequests, method) && (paths.IsEmpty || AnyPath(request.Target)) && AllHeaders(request.Headers.Span);

    /// <summary>The keys that need no body.</summary>
    public bool MatchesHead(HttpOperation request) => serverRequests.IsEmpty && (methods.IsEmpty || AnyMethod(request)) && (paths.IsEmpty || AnyPath(request.Target)) && AllHeaders(request.Headers.Span);

    private bool MatchesBody(HttpOperation request, bool restricts) =>
        AllValues(request, restricts)
        && (models.IsEmpty || Any(request.Models, models, restricts))
        && (tools.IsEmpty || Any(request.ToolsOffered, tools, restricts) || Any(request.ToolsCalled, tools, restricts))
        && (toolChanges.IsEmpty || AnyChanged(request, restricts))
        && (tokensAbove is not { } above || IsAbove(request, above, restricts))
        && (graphql is null || AnyOperation(request.GraphqlOperations, graphql, restricts));

    private bool AnyMethod(HttpOperation request)
    {
        if (methods.Contains(request.Method)) return true;
        // Frameworks let a header or a parameter stand in for the method of the request line.
        foreach (var header in request.Headers.Span)
            if (IsOverride(header) && IsAsked(header.Value)) return true;
        return request.Target.Query?.Contains(HttpMethods.OverrideParameter, StringComparison.OrdinalIgnoreCase) == true && request.Target.QueryValues(HttpMethods.OverrideParameter).Any(IsAsked);
    }

    private static bool IsOverride(HttpHeader header)
    {
        foreach (var name in HttpMethods.OverrideHeaders)
            if (header.Is(name)) return true;
        return false;
    }

    private bool IsAsked(string method) => methods.Contains(method.Trim(), StringComparer.OrdinalIgnoreCase);

    private bool AnyPath(HttpTarget target)
    {
        foreach (var path in paths)
            if (path.Matches(target, ignorePathCase)) return true;
        return false;
    }

    private bool AllHeaders(ReadOnlySpan<HttpHeader> lines)
    {
        foreach (var (name, values) in headers)
            if (!AnyLine(lines, name, values)) return false;
        return true;
    }

    private static bool AnyLine(ReadOnlySpan<HttpHeader> lines, string name, ImmutableArray<string> globs)
    {
        foreach (var line in lines)
        {
            if (!line.Is(name)) continue;
            if (AnyGlob(globs, line.Value.AsSpan().Trim())) return true;
            foreach (var member in line.Value.AsSpan().Split(','))
                if (AnyGlob(globs, line.Value.AsSpan()[member].Trim())) return true;
        }

        return false;
    }

    private bool AllValues(HttpOperation request, bool restricts)
    {
        if (jsonPaths.IsEmpty) return true;
        if (request.Root is not { } root) return request.Unreadable is not null && restricts;
        return jsonPaths.All(asked => asked.Path is not { } path || path.Select(root).Any(value => Holds(asked.Values, value)));
    }

    /// <summary>An object, or an array as a whole, holds only what asks for anything.</summary>
    private static bool Holds(ImmutableArray<string> globs, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => AnyGlob(globs, value.GetString()),
        JsonValueKind.Number => AnyGlob(globs, value.GetRawText()) || (value.TryGetDouble(out var number) && globs.Any(g => double.TryParse(g, NumberStyles.Float, CultureInfo.InvariantCulture, out var asked) && asked.Equals(number))),
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => AnyGlob(globs, value.GetRawText()),
        _ => globs.Contains("*"),
    };

    private static bool IsAbove(HttpOperation request, int above, bool restricts)
    {
        var limits = request.TokenLimits;
        if (limits.Unreadable is not null && restricts) return true;
        return limits.Values.IsEmpty ? request.HasBody && !request.Models.Values.IsEmpty : limits.Values.Any(l => l > above || l < 0 || double.IsNaN(l));
    }

    /// <summary>Where nobody knows how tools stand (a trial, a recording) each may be changed.</summary>
    private bool AnyChanged(HttpOperation request, bool restricts)
    {
        var calls = request.RpcCalls;
        if (calls.Unreadable is not null && restricts) return true;
        return calls.Values.Any(c => c.Tool is { } tool && (request.StandingOf is { } standing ? toolChanges.Contains(standing(tool).ToString(), StringComparer.OrdinalIgnoreCase) : restricts));
    }

    private static bool AnyOperation(HttpFact<GraphqlOperation> found, GraphqlMatch asked, bool restricts) =>
        (found.Unreadable is not null && restricts) || found.Values.Any(o =>
            (asked.Kinds.IsDefaultOrEmpty || asked.Kinds.Contains(o.Kind.ToString(), StringComparer.OrdinalIgnoreCase))
            && (asked.Fields.IsDefaultOrEmpty || o.Fields.Any(f => AnyGlob(asked.Fields, f))));

    private static bool Any(HttpFact<string> found, ImmutableArray<string> globs, bool restricts) => (found.Unreadable is not null && restricts) || found.Values.Any(v => AnyGlob(globs, v));

    private static bool AnyGlob(ImmutableArray<string> globs, ReadOnlySpan<char> text)
    {
        foreach (var glob in globs)
            if (TextGlob.Matches(glob, text)) return true;
        return false;
    }

    private static ImmutableArray<string> OrNone(ImmutableArray<string> list) => list.IsDefault ? [] : list;
}
