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
    private readonly Dictionary<string, DeltaText> texts = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> said = new(256);
    private long findings;

    public long Masked => json.Masked + findings;

    /// <summary>No text is open that an event could end.</summary>
    public bool IsSettled => texts.Count == 0;

    /// <summary>Writes data without deltas masked.</summary>
    public void Mask(ReadOnlyMemory<byte> data, IBufferWriter<byte> output) => Write(data, [], null, output);

    /// <summary>Writes the event's data masked.</summary>
    /// <param name="root">The data, read.</param>
    /// <param name="isLast">Nothing follows.</param>
    public void Mask(ReadOnlyMemory<byte> data, JsonNode root, string? name, bool isLast, IBufferWriter<byte> output)
    {
        if (rules.Detectors.IsEmpty)
        {
            Mask(data, output);
            return;
        }
        var sites = DeltaSites.Of(root);
        if (sites.Count > 0 && data.Length > FormLimit) throw new UnreadableBodyException($"An event of the stream has deltas and more than {FormLimit / 1024} KiB.");
        var ends = isLast ? DeltaEnds.All : DeltaEnds.Of(root);
        End(ends, except: sites);
        Write(data, sites, (site, delta) => Take(site, delta, data, name, ends.Has(site)), output);
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
        var last = rest.ToArray();
        var root = JsonNode.Parse(text.Form.Data)!;
        var whole = new ArrayBufferWriter<byte>(text.Form.Data.Length + last.Length);
        Write(text.Form.Data, DeltaSites.Of(root), (site, _) => site.Key == text.Site.Key ? last : [], whole);
        extra(text.Form.Name, whole.WrittenSpan);
    }

    private ReadOnlySpan<byte> Take(DeltaSite site, ReadOnlySpan<byte> delta, ReadOnlyMemory<byte> data, string? name, bool isEnd)
    {
        if (!texts.TryGetValue(site.Key, out var text))
        {
            MakeRoom();
            texts.Add(site.Key, text = DeltaText.Of(site, rules));
        }
        var settled = isEnd ? text.End(delta) : text.Take(delta);
        findings += text.TakeFindings();
        if (isEnd) texts.Remove(site.Key);
        else if (!text.IsSettled) text.Remember(name, data.Span);
        return settled;
    }

    /// <summary>Some streams never say that a text has ended: one of which nothing is held back can go.</summary>
    private void MakeRoom()
    {
        if (texts.Count < TextLimit) return;
        var settled = texts.FirstOrDefault(t => t.Value.IsSettled).Key ?? throw new UnreadableBodyException($"The stream has more than {TextLimit} texts open at once.");
        texts.Remove(settled);
    }

    private void Write(ReadOnlyMemory<byte> data, List<DeltaSite> sites, Say? say, IBufferWriter<byte> output)
    {
        json.Restart();
        var at = 0;
        foreach (var site in sites)
        {
            json.Take(data.Span[at..site.Start], output);
            at = site.Start;
            // What a path names is replaced, and is no part of any text.
            if (json.IsNextMasked) continue;
            using var read = new SearchedText(data.Span[(site.Start + 1)..(site.End - 1)], onlyUnicode: false);
            said.ResetWrittenCount();
            said.Write("\""u8);
            Spelling.Json.Write(say!(site, read.Text), said);
            said.Write("\""u8);
            json.Put(said.WrittenSpan, output);
            at = site.End;
        }
        json.Take(data.Span[at..], output);
        json.Finish(output);
    }

    private delegate ReadOnlySpan<byte> Say(DeltaSite site, ReadOnlySpan<byte> delta);
}
