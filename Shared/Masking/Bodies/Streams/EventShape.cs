using System.Text.Json;
using HoopLike.Shared.Masking.Bodies.Json;

namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>
/// What an event is made of, as far as it says which of its strings are pieces of longer texts: names, nesting, kinds of values, and the few words that are asked for. The events of a stream are alike in this, so that it is worked
/// out once for all of them; where the pieces stand is read off each event.
/// </summary>
internal sealed class EventShape
{
    private readonly byte[] form;
    private readonly List<Token> tokens = [];
    private readonly (int Token, DeltaSite Site)[] sites;

    /// <param name="data">Of an event that is JSON.</param>
    public EventShape(ReadOnlySpan<byte> data, List<DeltaSite> sites, DeltaEnds ends)
    {
        form = data.ToArray();
        Ends = ends;
        var reader = new Utf8JsonReader(form, Options);
        var isAsked = false;
        while (reader.Read())
        {
            var isName = reader.TokenType == JsonTokenType.PropertyName;
            // Of a string the bytes between the quotation marks, of anything else all of it.
            var start = (int)reader.TokenStartIndex + (isName || reader.TokenType == JsonTokenType.String ? 1 : 0);
            tokens.Add(new Token(reader.TokenType, start, isName || (isAsked && reader.TokenType is JsonTokenType.String or JsonTokenType.Number) ? reader.ValueSpan.Length : -1));
            // An escaped name is asked for too: it is compared as it is spelled.
            isAsked = isName && (reader.ValueIsEscaped || DeltaSites.IsAsked(reader.ValueSpan));
        }
        this.sites = [.. sites.Select(s => (tokens.FindIndex(t => t.Type == JsonTokenType.String && t.Start == s.Start + 1), s))];
    }

    /// <summary>Which texts end with it.</summary>
    public DeltaEnds Ends { get; }

    public static JsonReaderOptions Options { get; } = new() { MaxDepth = JsonMasking.DepthLimit };

    /// <summary>Whether an event has this shape, and where its sites stand then. False where it is no JSON, too.</summary>
    /// <param name="into">Filled where it has.</param>
    public bool TryMatch(ReadOnlySpan<byte> data, List<DeltaSite> into)
    {
        into.Clear();
        try
        {
            return Match(data, into);
        }
        catch (JsonException)
        {
            // No shape is that of what is no JSON.
            return false;
        }
    }

    private bool Match(ReadOnlySpan<byte> data, List<DeltaSite> into)
    {
        var reader = new Utf8JsonReader(data, Options);
        var (at, next) = (0, 0);
        while (reader.Read())
        {
            if (at == tokens.Count) return false;
            var token = tokens[at];
            if (reader.TokenType != token.Type || (token.Length >= 0 && !reader.ValueSpan.SequenceEqual(form.AsSpan(token.Start, token.Length)))) return false;
            if (next < sites.Length && sites[next].Token == at) into.Add(sites[next++].Site with { Start = (int)reader.TokenStartIndex, End = (int)reader.BytesConsumed });
            at++;
        }
        return at == tokens.Count;
    }

    /// <param name="Length">Of what must be the same; -1 where anything may stand.</param>
    private readonly record struct Token(JsonTokenType Type, int Start, int Length);
}
