using System.Buffers;
using HoopLike.Shared.Masking.Bodies.Json;
using HoopLike.Shared.Masking.Values;

namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>Takes an event more than there was.</summary>
/// <param name="name">Of the events that it continues.</param>
internal delegate void ExtraEvent(string? name, ReadOnlySpan<byte> json);

/// <summary>
/// Masks the JSON of one event after the other. Detectors run over the joined text of deltas: of what is settled each event says what it can, and what is held back, at most the longest open match, is said by a later
/// one, or by one more of the same form before the text ends. Other strings are searched for themselves.
/// </summary>
internal sealed class DeltaMasking(BodyRules.Side rules, ExtraEvent extra)
{
    /// <summary>Texts that may be open at once.</summary>
    public const int TextLimit = 64;

    /// <summary>Bytes of an event that has deltas.</summary>
    public const int FormLimit = 256 * 1024;

    private readonly JsonMasking json = new(rules);
    private readonly EventShapes shapes = new();
    private readonly Dictionary<string, DeltaText> texts = new(StringComparer.Ordinal);
    private readonly EventFrames frames = new();
    private readonly ArrayBufferWriter<byte> said = new(256);
    private readonly ArrayBufferWriter<byte> built = new(256);
    private readonly List<(int Start, int End)> places = [];
    private long findings;

    public long Masked => json.Masked + findings;

    /// <summary>No text is open that an event could end.</summary>
    public bool IsSettled => texts.Count == 0;

    /// <summary>Writes data without deltas masked.</summary>
    public void Mask(ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        json.Restart();
        json.Take(data, output);
        json.Finish(output);
    }

    /// <summary>Writes the event's data masked.</summary>
    /// <param name="isLast">Nothing follows.</param>
    /// <returns>False where it is no JSON, and then nothing is written.</returns>
    public bool TryMask(ReadOnlySpan<byte> data, string? name, bool isLast, IBufferWriter<byte> output)
    {
        if (rules.Detectors.IsEmpty)
        {
            if (!JsonNode.IsDocument(data)) return false;
            Mask(data, output);
            return true;
        }
        if (frames.Find(data, out var pieces) is { } frame)
        {
            WriteFramed(frame, pieces, data, name, isLast, output);
            return true;
        }
        if (!shapes.TryRead(data, out var sites, out var ends)) return false;
        if (sites.Count > 0 && data.Length > FormLimit) throw new UnreadableBodyException($"An event of the stream has deltas and more than {FormLimit / 1024} KiB.");
        var last = isLast ? DeltaEnds.All : ends;
        if (!last.IsNone) End(last, except: sites);
        var (at, before) = (0, json.Masked);
        json.Restart();
        built.ResetWrittenCount();
        places.Clear();
        foreach (var site in sites)
        {
            if (!TryReach(data, site, ref at, built)) continue;
            var start = built.WrittenCount;
            json.Put(Say(site, data, name, last.Has(site)), built);
            places.Add((start, built.WrittenCount));
        }
        json.Take(data[at..], built);
        json.Finish(built);
        output.Write(built.WrittenSpan);
        // A piece that a path names is none.
        if (places.Count > 0 && places.Count == sites.Count && frames.IsWorthIt) frames.Keep(data, sites, ends, built.WrittenSpan, places, json.Masked - before);
        return true;
    }

    /// <summary>Texts end with something that is no JSON, or with the stream.</summary>
    public void End() => End(DeltaEnds.All, except: []);

    private void End(DeltaEnds ends, List<DeltaSite> except)
    {
        foreach (var (key, text) in texts.ToArray())
        {
            if (!ends.Has(text.Site) || except.Exists(s => s.Key == key)) continue;
            texts.Remove(key);
            var rest = text.End([]);
            findings += text.TakeFindings();
            if (rest.IsEmpty) continue;
            SayOnceMore(text, rest);
        }
    }

    private void SayOnceMore(DeltaText text, ReadOnlySpan<byte> rest)
    {
        var form = text.Form.Span;
        var whole = new ArrayBufferWriter<byte>(form.Length + rest.Length);
        json.Restart();
        var at = 0;
        foreach (var site in DeltaSites.Of(JsonNode.Parse(form)!))
            if (TryReach(form, site, ref at, whole)) json.Put(Quoted(site.Key == text.Site.Key ? rest : []), whole);
        json.Take(form[at..], whole);
        json.Finish(whole);
        extra(text.FormName, whole.WrittenSpan);
    }

    private ReadOnlySpan<byte> Take(in DeltaSite site, ReadOnlySpan<byte> delta, ReadOnlySpan<byte> data, string? name, bool isEnd)
    {
        if (!texts.TryGetValue(site.Key, out var text))
        {
            MakeRoom();
            texts.Add(site.Key, text = DeltaText.Of(site, rules));
        }
        var settled = isEnd ? text.End(delta) : text.Take(delta);
        findings += text.TakeFindings();
        if (isEnd) texts.Remove(site.Key);
        else if (!text.IsSettled) text.Remember(name, data);
        return settled;
    }

    /// <summary>Some streams never say that a text has ended: one of which nothing is held back can go.</summary>
    private void MakeRoom()
    {
        if (texts.Count < TextLimit) return;
        var settled = texts.FirstOrDefault(t => t.Value.IsSettled).Key ?? throw new UnreadableBodyException($"The stream has more than {TextLimit} texts open at once.");
        texts.Remove(settled);
    }

    /// <summary>Masks what stands before a site.</summary>
    /// <returns>False where a path names it: it is replaced then, and is no part of any text.</returns>
    private bool TryReach(ReadOnlySpan<byte> data, in DeltaSite site, ref int at, IBufferWriter<byte> output)
    {
        json.Take(data[at..site.Start], output);
        at = site.Start;
        if (json.IsNextMasked) return false;
        at = site.End;
        return true;
    }

    /// <summary>What stands around the pieces is known, and what becomes of it.</summary>
    private void WriteFramed(EventFrame frame, List<DeltaSite> pieces, ReadOnlySpan<byte> data, string? name, bool isLast, IBufferWriter<byte> output)
    {
        var ends = isLast ? DeltaEnds.All : frame.Ends;
        if (!ends.IsNone) End(ends, except: pieces);
        for (var i = 0; i < pieces.Count; i++)
        {
            frame.WriteBefore(i, output);
            output.Write(Say(pieces[i], data, name, ends.Has(pieces[i])));
        }
        frame.WriteEnd(output);
        findings += frame.Findings;
    }

    /// <summary>A piece as it is said on, as JSON.</summary>
    private ReadOnlySpan<byte> Say(in DeltaSite site, ReadOnlySpan<byte> data, string? name, bool isEnd)
    {
        using var read = new SearchedText(data[(site.Start + 1)..(site.End - 1)], onlyUnicode: false);
        return Quoted(Take(site, read.Text, data, name, isEnd));
    }

    private ReadOnlySpan<byte> Quoted(ReadOnlySpan<byte> text)
    {
        said.ResetWrittenCount();
        said.Write("\""u8);
        Spelling.Json.Write(text, said);
        said.Write("\""u8);
        return said.WrittenSpan;
    }
}
