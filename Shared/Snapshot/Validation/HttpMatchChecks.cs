using System.Collections.Immutable;
using HoopLike.Shared.Http;

namespace HoopLike.Shared.Snapshot.Validation;

/// <summary>What may stand under <c>match.http</c>.</summary>
internal static class HttpMatchChecks
{
    private const string Key = "match.http";

    private static readonly ImmutableArray<string> kinds = [.. Enum.GetNames<GraphqlKind>().Select(n => n.ToLowerInvariant())];

    public static void Run(HttpMatch match, PolicyEffect effect, FaultPlace at)
    {
        if (!match.ServerRequests.IsDefaultOrEmpty) ServerRequests(match, effect, at);
        foreach (var (i, method) in match.Methods.OrNone().Index())
            at.AddIf(!HttpMethods.All.Contains(method), $"{Key}.methods[{i}]", $"'{method}' is no method that is forwarded; they are, in upper case, {string.Join(' ', HttpMethods.All)}.");
        foreach (var (i, path) in match.Paths.OrNone().Index())
            if (!PathGlob.TryParse(path, out _, out var fault)) at.Add($"{Key}.paths[{i}]", $"'{path}' {fault}");
        at.AddIf(match.IgnorePathCase && match.Paths.IsDefaultOrEmpty, $"{Key}.ignorePathCase", "goes with paths only.");
        foreach (var (name, globs) in match.Headers)
        {
            at.AddIf(!HttpHeader.IsName(name), $"{Key}.headers.{name}", "is no name of a header.");
            Globs($"{Key}.headers.{name}", globs, at);
        }

        Twins(match.Headers.Keys, at);
        foreach (var (path, globs) in match.JsonPaths)
        {
            if (!JsonPath.TryParse(path, out _, out var fault)) at.Add($"{Key}.jsonPaths.{path}", fault);
            Globs($"{Key}.jsonPaths.{path}", globs, at);
        }

        at.NotBlank($"{Key}.models", match.Models);
        at.NotBlank($"{Key}.tools", match.Tools);
        foreach (var (i, word) in match.ToolChanges.OrNone().Index())
            at.AddIf(word is not ("new" or "changed"), $"{Key}.toolChanges[{i}]", $"'{word}' is none of new, changed.");
        at.AddIf(effect == PolicyEffect.Allow && !match.ToolChanges.IsDefaultOrEmpty, $"{Key}.toolChanges", "goes with approve and deny: what no policy holds or denies is allowed anyway.");
        at.AddIf(match.MaxTokens is { Above: < 0 }, $"{Key}.maxTokens.above", "must be 0 or more.");
        if (match.Graphql is not { } graphql) return;
        foreach (var (i, kind) in graphql.Kinds.OrNone().Index())
            at.AddIf(!kinds.Contains(kind), $"{Key}.graphql.kinds[{i}]", $"'{kind}' is no kind of GraphQL operation; they are {string.Join(' ', kinds)}.");
        at.NotBlank($"{Key}.graphql.fields", graphql.Fields);
    }

    /// <summary>A server's request comes in an answer, which cannot wait and has no method, body or model of its own.</summary>
    private static void ServerRequests(HttpMatch match, PolicyEffect effect, FaultPlace at)
    {
        at.NotBlank($"{Key}.serverRequests", match.ServerRequests);
        at.AddIf(effect == PolicyEffect.Approve, $"{Key}.serverRequests", "goes with allow and deny: what a server asks of its caller comes within an answer, which cannot wait. Without a policy it is denied.");
        var others = !match.Methods.IsDefaultOrEmpty || !match.JsonPaths.IsEmpty || !match.Models.IsDefaultOrEmpty || !match.Tools.IsDefaultOrEmpty || !match.ToolChanges.IsDefaultOrEmpty || match.MaxTokens is not null || match.Graphql is not null;
        at.AddIf(others, $"{Key}.serverRequests", "goes with paths and headers only: it is about what the server asks of its caller, not about the caller's requests.");
    }

    private static void Globs(string key, ImmutableArray<string> globs, FaultPlace at)
    {
        at.AddIf(globs.IsDefaultOrEmpty, key, "must say which values, as [\"a\", \"b*\"]; \"*\" is any.");
        at.NotBlank(key, globs);
    }

    private static void Twins(IEnumerable<string> names, FaultPlace at)
    {
        foreach (var twins in names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            at.Add($"{Key}.headers.{twins.Last()}", "is there twice: the case of a header's name makes no difference.");
    }
}
