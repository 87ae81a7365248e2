namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>The shapes of one stream's events that came last.</summary>
internal sealed class EventShapes
{
    /// <summary>A stream has pieces of text and of arguments, and beginnings and ends of both.</summary>
    private const int Most = 8;

    /// <summary>Bytes of an event whose shape is kept: those that come by the thousand are small.</summary>
    private const int Largest = 4 * 1024;

    /// <summary>Events that had no shape which had come before, and how many of all those that had one make up for each of them: a stream of which every event is another is read without shapes.</summary>
    private const int Patience = 64, Worth = 2;

    private readonly List<EventShape> shapes = [];
    private readonly List<DeltaSite> sites = [];
    private long known;
    private long unknown;

    /// <summary>Reads an event: which of its strings are pieces of longer texts, in order, and which texts end with it.</summary>
    /// <param name="found">Good until the next event is read.</param>
    /// <returns>False where it is no JSON.</returns>
    public bool TryRead(ReadOnlySpan<byte> data, out List<DeltaSite> found, out DeltaEnds ends)
    {
        (found, ends) = (sites, DeltaEnds.None);
        if (!JsonNode.MayBe(data)) return false;
        for (var i = 0; i < shapes.Count; i++)
        {
            if (!shapes[i].TryMatch(data, sites)) continue;
            known++;
            ends = shapes[i].Ends;
            if (i > 0) (shapes[0], shapes[i]) = (shapes[i], shapes[0]);
            return true;
        }
        if (JsonNode.Parse(data) is not { } root) return false;
        (found, ends) = (DeltaSites.Of(root), DeltaEnds.Of(root));
        if (data.Length > Largest) return true;
        if (++unknown > Patience && known < unknown * Worth)
        {
            shapes.Clear();
            return true;
        }
        if (shapes.Count == Most) shapes.RemoveAt(Most - 1);
        shapes.Insert(0, new EventShape(data, found, ends));
        return true;
    }
}
