using System.Collections.Immutable;

namespace HoopLike.Shared.Snapshot;

/// <summary>What a policy asks of an HTTP request. Lists are any of; keys are all of. In globs of text <c>*</c> is any run of characters, and case is ignored.</summary>
public sealed record HttpMatch
{
    /// <summary>In upper case, as <see cref="Http.HttpMethods"/> lists them.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];
    /// <summary>Globs over the path without its escapes: <c>*</c> within a segment, <c>**</c> over segments.</summary>
    public ImmutableArray<string> Paths { get; init; } = [];
    /// <summary>True for a target that takes <c>/Admin</c> for <c>/admin</c>.</summary>
    public bool IgnorePathCase { get; init; }
    /// <summary>By name, globs over the value of one line.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Headers { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;
    /// <summary>By JSON path, globs over a value there.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> JsonPaths { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;
    /// <summary>Globs over a model that the request names.</summary>
    public ImmutableArray<string> Models { get; init; } = [];
    /// <summary>Globs over the name of a tool that the request offers or calls.</summary>
    public ImmutableArray<string> Tools { get; init; } = [];
    public TokenLimitMatch? MaxTokens { get; init; }
    public GraphqlMatch? Graphql { get; init; }
    /// <summary>How tools stand that are called by MCP: <c>new</c>, <c>changed</c>. With <c>new</c> on a connection what a server shows first is not approved by that.</summary>
    public ImmutableArray<string> ToolChanges { get; init; } = [];
    /// <summary>Globs over methods that a server of MCP may ask its caller (<c>sampling/createMessage</c>, <c>elicitation/create</c>, <c>roots/list</c>). A match with them is about nothing else, no request of a caller among it.</summary>
    public ImmutableArray<string> ServerRequests { get; init; } = [];
}

/// <summary>Requests whose answer may have more tokens than this, those that name a model and set no limit among them.</summary>
public sealed record TokenLimitMatch(int Above);

/// <summary>Both must hold for one operation of a GraphQL document.</summary>
public sealed record GraphqlMatch
{
    /// <summary><c>query</c>, <c>mutation</c>, <c>subscription</c>.</summary>
    public ImmutableArray<string> Kinds { get; init; } = [];
    /// <summary>Globs over fields at the root, by their own names.</summary>
    public ImmutableArray<string> Fields { get; init; } = [];
}
