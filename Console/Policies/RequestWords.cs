using System.Collections.Immutable;
using System.Globalization;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Policies;

/// <summary>What a policy asks of HTTP requests, in words.</summary>
public static class RequestWords
{
    /// <summary><c>POST and PUT requests to /v1/** that name model gpt-4* and offer or call tool drop_*</c>.</summary>
    public static string What(HttpMatch match)
    {
        if (!match.ServerRequests.IsDefaultOrEmpty) return $"an MCP server's own {PolicyWords.All(match.ServerRequests, "or")}{(match.Paths.IsDefaultOrEmpty ? "" : $" in answers to {PolicyWords.All(match.Paths, "or")}")}";
        var what = match.Methods.IsDefaultOrEmpty ? "every request" : $"{PolicyWords.All(match.Methods, "and")} requests";
        if (!match.Paths.IsDefaultOrEmpty) what += $" to {PolicyWords.All(match.Paths, "or")}{(match.IgnorePathCase ? " in any case" : "")}";
        List<string> asked = [.. match.Headers.Select(h => $"header {h.Key} is {Any(h.Value)}"), .. match.JsonPaths.Select(j => $"{j.Key} is {Any(j.Value)}")];
        if (!match.Models.IsDefaultOrEmpty) asked.Add($"the model is {Any(match.Models)}");
        if (!match.Tools.IsDefaultOrEmpty) asked.Add($"a tool offered or called is {Any(match.Tools)}");
        if (!match.ToolChanges.IsDefaultOrEmpty) asked.Add($"a tool that is called is {PolicyWords.All(match.ToolChanges, "or")}");
        if (match.MaxTokens is { } tokens) asked.Add(string.Create(CultureInfo.InvariantCulture, $"the answer may have more than {tokens.Above} tokens"));
        if (match.Graphql is { } graphql)
        {
            var kinds = graphql.Kinds.IsDefaultOrEmpty ? "an operation of GraphQL" : $"a GraphQL {PolicyWords.All(graphql.Kinds, "or")}";
            asked.Add($"there is {kinds}{(graphql.Fields.IsDefaultOrEmpty ? "" : $" with root field {Any(graphql.Fields)}")}");
        }

        return asked.Count == 0 ? what : $"{what} in which {PolicyWords.All(asked, "and")}";
    }

    private static string Any(ImmutableArray<string> globs) => PolicyWords.All(globs.IsDefault ? [] : globs, "or");
}
