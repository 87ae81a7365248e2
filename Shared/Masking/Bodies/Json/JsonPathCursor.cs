using System.Runtime.InteropServices;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Bodies.Json;

/// <summary>Where a reader stands in a document, as the paths see it.</summary>
internal sealed class JsonPathCursor(JsonPathSet paths)
{
    /// <summary>The states of every open object or array, one after the other.</summary>
    private readonly List<int> states = [.. paths.First];

    /// <summary>Where those of the value begin that was entered last, and of those around it.</summary>
    private readonly Stack<int> around = new();

    private int from;

    public bool IsEmpty => paths.IsEmpty;

    public void Restart()
    {
        states.Clear();
        states.AddRange(paths.First);
        around.Clear();
        from = 0;
    }

    /// <summary>What becomes of a member of the object, or an element of the array, that the reader is in; null where it stays.</summary>
    public MaskMethod? MethodOf(ReadOnlySpan<byte> name, int index = -1)
    {
        if (paths.IsEmpty) return null;
        var before = states.Count;
        var method = paths.Step(CollectionsMarshal.AsSpan(states)[from..], name, index, states);
        states.RemoveRange(before, states.Count - before);
        return method;
    }

    /// <summary>Into a child that is an object or an array.</summary>
    public void Enter(ReadOnlySpan<byte> name, int index)
    {
        if (paths.IsEmpty) return;
        var before = states.Count;
        // The list may grow below the span, which then goes on reading the old one: it is not changed.
        paths.Step(CollectionsMarshal.AsSpan(states)[from..], name, index, states);
        // Of a list each element counts as a document too.
        if (index >= 0 && around.Count == 1) paths.Restart(before, states);
        around.Push(from);
        from = before;
    }

    /// <summary>The root, which is nobody's child.</summary>
    public void EnterRoot()
    {
        if (!paths.IsEmpty) around.Push(from);
    }

    public void Leave()
    {
        if (paths.IsEmpty) return;
        var to = from;
        from = around.Pop();
        if (to > from) states.RemoveRange(to, states.Count - to);
    }
}
