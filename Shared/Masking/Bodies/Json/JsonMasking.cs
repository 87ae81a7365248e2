using System.Buffers;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Bodies.Json;

/// <summary>
/// One JSON document (RFC 8259) after the other, in pieces: what paths name is replaced whole, all other strings, names and numbers are searched; white space, order and spelling stay. A document that is not valid
/// ends in an exception. In memory: the open objects and arrays (<see cref="DepthLimit"/>), a name, a number, and of a string what may be part of a finding.
/// </summary>
internal sealed partial class JsonMasking
{
    public const int DepthLimit = 512;
    public const int NumberLimit = 4 * 1024;

    private readonly BodyRules.Side rules;
    private readonly JsonText text;
    private readonly JsonPathCursor cursor;
    private readonly MemberName name = new();
    private readonly ArrayBufferWriter<byte> word = new(32);
    /// <summary>Of each open array the place of its next element; -1 for an object.</summary>
    private readonly List<int> open = [];
    private Place place;
    private Token token;
    private MaskMethod? method;
    private MaskedValue? masked;
    /// <summary>How many are open around the object or array that is replaced; -1 where none is.</summary>
    private int hiddenAt = -1;
    private long replaced;

    public JsonMasking(BodyRules.Side rules)
    {
        this.rules = rules;
        text = new JsonText(rules.Detectors);
        cursor = new JsonPathCursor(rules.Paths);
    }

    private enum Place { Value, FirstElement, FirstName, Name, Colon, After, End }

    private enum Token { None, String, Name, Number, Literal }

    public long Masked => text.Findings + replaced;

    /// <summary>The document is whole: only white space may follow.</summary>
    public bool IsWhole => place == Place.End;

    /// <summary>Nothing but white space came.</summary>
    public bool IsUntouched => open.Count == 0 && place == Place.Value && token == Token.None;

    private bool IsHidden => hiddenAt >= 0;

    public void Restart()
    {
        open.Clear();
        cursor.Restart();
        text.StandBeside([]);
        (place, token, method, masked, hiddenAt) = (Place.Value, Token.None, null, null, -1);
    }

    public void Take(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        while (!input.IsEmpty)
        {
            var taken = token switch
            {
                Token.None => TakeStructure(input, output),
                Token.String or Token.Name => TakeString(input, output),
                _ => TakeWord(input, output),
            };
            input = input[taken..];
        }
    }

    /// <summary>Writes what is settled of what was taken.</summary>
    public void Settle(IBufferWriter<byte> output)
    {
        if (token is Token.String or Token.Name) text.Settle(output);
    }

    /// <summary>The document ended. One without anything in it is none, and right.</summary>
    public void Finish(IBufferWriter<byte> output)
    {
        if (token is Token.Number or Token.Literal) EndWord(output);
        if (place != Place.End && !IsUntouched) throw Invalid("it ends too early");
    }

    /// <summary>The document ends wherever it is: writes what was held back of it.</summary>
    public void Break(IBufferWriter<byte> output)
    {
        if (token is Token.String or Token.Name) text.Break(output);
        else if (token is Token.Number && !IsHidden) text.WriteNumber(word.WrittenSpan, output);
        else if (token is Token.Literal && !IsHidden) output.Write(word.WrittenSpan);
        Restart();
    }

    /// <summary>Whether a path names the value that comes next, or something around it.</summary>
    public bool IsNextMasked => IsHidden || MethodOfNext() is not null;

    /// <summary>Writes a value in place of the next one, which the caller leaves out. It must be a value that comes next.</summary>
    public void Put(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        if (place is not (Place.Value or Place.FirstElement)) throw new InvalidOperationException("No value comes next.");
        if (!IsHidden) output.Write(json);
        EndValue();
    }

    private int TakeString(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        var taken = text.TakeString(input, output, out var isEnd);
        if (!isEnd) return taken;
        if (token == Token.Name)
        {
            (token, place) = (Token.None, Place.Colon);
            if (!IsHidden) text.StandBeside(name.Text);
            return taken;
        }
        if (masked is not null) WriteMasked(masked, output);
        masked = null;
        EndValue();
        return taken;
    }

    private int TakeWord(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        var end = 0;
        while (end < input.Length && IsOfWord(input[end])) end++;
        if (word.WrittenCount + end > NumberLimit) throw new UnreadableBodyException($"The body has a number in JSON with more than {NumberLimit} digits.");
        word.Write(input[..end]);
        if (end < input.Length) EndWord(output);
        return end;
    }

    private static bool IsOfWord(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'+' or (byte)'.';

    private void EndWord(IBufferWriter<byte> output)
    {
        var written = word.WrittenSpan;
        if (!(token == Token.Number ? JsonWords.IsNumber(written) : JsonWords.IsLiteral(written))) throw Invalid("a value is no number, string, true, false or null");
        if (!IsHidden)
        {
            if (method is not null) WriteReplaced(written, output);
            else if (token == Token.Number) text.WriteNumber(written, output);
            else output.Write(written);
        }
        EndValue();
    }

    private void EndValue()
    {
        (token, method) = (Token.None, null);
        place = open.Count == 0 ? Place.End : Place.After;
        if (open.Count > 0 && open[^1] >= 0) open[^1]++;
    }

    private static UnreadableBodyException Invalid(string what) => new($"The body is not valid JSON: {what}.");
}
