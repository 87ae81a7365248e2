using System.Collections.Immutable;

namespace HoopLike.Console.Sessions.Replay.Bodies;

/// <summary>What a model, or a tool, was told or said.</summary>
/// <param name="Model">That was asked, or that answered; null where it is not said.</param>
/// <param name="Tools">Names of the tools that are offered.</param>
public sealed record Conversation(string? Model, ImmutableArray<ChatMessage> Messages, ImmutableArray<string> Tools);

/// <param name="Role">As the protocol says it: <c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>.</param>
public sealed record ChatMessage(string Role, ImmutableArray<ChatPart> Parts);

public enum ChatPartKind
{
    Text,
    /// <summary>What a model thinks before it answers.</summary>
    Thought,
    ToolCall,
    ToolResult,
    /// <summary>A picture, a file: something that is no text.</summary>
    Other,
}

/// <param name="Text">Of a call its arguments.</param>
/// <param name="Name">Of a tool, or the type of what is no text.</param>
/// <param name="Id">Ties a tool's result to its call.</param>
public sealed record ChatPart(ChatPartKind Kind, string Text, string? Name = null, string? Id = null);
