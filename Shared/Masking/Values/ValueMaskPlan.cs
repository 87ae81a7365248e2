using System.Collections.Frozen;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Masking.Values.Pseudonyms;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Values;

/// <summary>
/// Chooses the mask for a column by its type and format (0 text, 1 binary), so that what comes out is a value of the type or NULL. Lengths, scales and checks that a column or its domain declares are not kept:
/// clients do not look at them.
/// What each method leaves of the server's own types, in text and in binary:
/// <code>
///                                              redact      partial     hash          token       null
/// text varchar citext unknown refcursor        [redacted]  characters  h_...         tok_...     NULL
/// char(n)                                      [redacted]  characters  h_...         tok_...     NULL   without the blanks at its end
/// name                                         [redacted]  characters  h_...         [redacted]  NULL   63 bytes hold no token
/// xml                                          [redacted]  [redacted]  h_...         tok_...     NULL
/// json jsonb                                   a string    a string    a string      NULL        NULL   never kept in part
/// text[] varchar[] char(n)[] name[] xml[]      elements    elements    elements      NULL        NULL   each element as its type
/// smallint integer bigint oid                  NULL        NULL        number        NULL        NULL
/// numeric real double precision                NULL        NULL        whole number  NULL        NULL
/// uuid bytea inet cidr macaddr macaddr8        NULL        NULL        same type     NULL        NULL
/// date timestamp timestamptz                   NULL        NULL        same type     NULL        NULL   of 1900 to 2079
/// all else, enums, ranges, composites          NULL        NULL        NULL          NULL        NULL
/// </code>
/// A domain is sent as what it is made of, so it is masked as that, whatever its checks say. bool has no hash: of two values nothing can be hidden. bytea has no partial: bytes kept of a document are a part of it, and
/// stars are no bytes of it. Arrays other than of strings have no hash: they become NULL whole.
/// </summary>
internal sealed class ValueMaskPlan(DetectorSet detectors, HashKey? hashKey, FrozenSet<uint> stringTypes)
{
    private readonly ValueMask text = new DetectedTextMask(detectors);
    private readonly ValueMask json = new DetectedJsonMask(detectors, isVersioned: false);
    private readonly ValueMask jsonb = new DetectedJsonMask(detectors, isVersioned: true);
    private readonly ValueMask hidden = new DetectedNullMask(detectors);
    private readonly ValueMask parts = new DetectedPartsMask(detectors);

    /// <summary>For a COPY field of a type that is not known: text and csv carry any text.</summary>
    public ValueMask RedactedText { get; } = new StringMask(TextMask.Redacted);

    /// <summary>For a column that a rule masks whole.</summary>
    /// <param name="tokens">The session's; without it <c>token</c> redacts.</param>
    public ValueMask Whole(ColumnRule rule, uint typeOid, short format, TokenKey? tokens)
    {
        var method = rule.Method;
        if (IsString(typeOid)) return String(rule, typeOid, tokens);
        if (method.Kind == MaskKind.Token || TextMask.Of(method, hashKey) is not { } mask) return NullMask.Instance;
        if (typeOid is PgType.Json or PgType.Jsonb) return new JsonMask(mask, typeOid == PgType.Jsonb && format == 1);
        if (PgType.ElementOfStringArray(typeOid) is > 0 and var element) return new StringArrayMask(String(rule, element, null), format);
        return method.Kind == MaskKind.Hash ? Pseudonym.Of(typeOid, format, hashKey!) ?? NullMask.Instance : NullMask.Instance;
    }

    /// <summary>For a column that is searched; null where no detector can find anything.</summary>
    public ValueMask? Searched(uint typeOid, short format)
    {
        if (detectors.IsEmpty) return null;
        // A binary address is one by its type alone.
        if (PgType.IsAddress(typeOid) && detectors.ReadsAddresses) return format == 0 ? hidden : NullMask.Instance;
        if (PgType.IsNeverText(typeOid)) return null;
        if (PgType.IsLongNumber(typeOid)) return !detectors.ReadsNumbers ? null : format == 1 && PgType.IsArrayOfLongNumbers(typeOid) ? parts : new DetectedNumberMask(detectors, typeOid, format);
        if (IsString(typeOid)) return text;
        if (typeOid is PgType.Json or PgType.Jsonb) return typeOid == PgType.Jsonb && format == 1 ? jsonb : json;
        if (typeOid == PgType.Char) return null;
        if (format == 0) return PgType.IsNested(typeOid) ? hidden : text;
        return PgType.ElementOfStringArray(typeOid) > 0 ? new StringArrayMask(text, format) : parts;
    }

    private ValueMask String(ColumnRule rule, uint typeOid, TokenKey? tokens)
    {
        var mask = TextMask.Of(rule.Method, hashKey);
        if (mask is null) return NullMask.Instance;
        // A name has 63 bytes at the most, which tokens can be longer than.
        if (rule.Method.Kind == MaskKind.Token && tokens is not null && typeOid != PgType.Name) mask = new TokenMask(tokens, TokenClass.Of(rule.Rule));
        // What is kept of a document's ends would be half a tag.
        if (typeOid == PgType.Xml && mask is PartialMask) mask = TextMask.Redacted;
        return typeOid == PgType.Bpchar ? new PaddedMask(mask) : new StringMask(mask);
    }

    private bool IsString(uint typeOid) => PgType.IsString(typeOid) || stringTypes.Contains(typeOid);
}
