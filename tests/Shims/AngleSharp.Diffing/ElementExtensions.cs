using AngleSharp.Dom;

namespace AngleSharp.Diffing.Extensions;

/// <summary>What bunit calls of the real package.</summary>
public static class ElementExtensions
{
    /// <summary>The nodes above a node, nearest first.</summary>
    public static IEnumerable<INode> GetParents(this INode node)
    {
        for (var parent = node.Parent; parent is not null; parent = parent.Parent) yield return parent;
    }
}
