using System.Collections.Immutable;

namespace HoopLike.Shared.Http;

/// <summary>What a request was found to say of something. Where it could not be read whole, it may say anything beside.</summary>
/// <param name="Values">Those that were found.</param>
/// <param name="Unreadable">Why there may be others, in words without anything of the body; null where there are none.</param>
public readonly record struct HttpFact<T>(ImmutableArray<T> Values, string? Unreadable)
{
    public static HttpFact<T> None { get; } = new([], null);
}

/// <summary>A call of JSON-RPC 2.0, as MCP speaks it.</summary>
/// <param name="Tool">Of <c>tools/call</c> its <c>params.name</c>; null for other methods.</param>
public sealed record RpcCall(string Method, string? Tool);

public enum GraphqlKind { Query, Mutation, Subscription }

/// <summary>An operation of a GraphQL document.</summary>
/// <param name="Fields">Those at its root by their own names, not their aliases, through fragments, and those of introspection too.</param>
public sealed record GraphqlOperation(GraphqlKind Kind, ImmutableArray<string> Fields);
