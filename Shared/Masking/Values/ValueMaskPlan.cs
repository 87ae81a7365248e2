using System.Collections.Frozen;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Values;

/// <summary>Chooses the mask for a column by its type and format (0 text, 1 binary), so that what comes out is a value of the type or NULL.</summary>
internal sealed class ValueMaskPlan(DetectorSet detectors, HashKey? hashKey, FrozenSet<uint> stringTypes)
{
    private readonly ValueMask text = new DetectedTextMask(detectors);
    private readonly ValueMask json = new DetectedJsonMask(detectors, isVersioned: false);
    private readonly ValueMask jsonb = new DetectedJsonMask(detectors, isVersioned: true);
    private readonly ValueMask hidden = new DetectedNullMask(detectors, numbersOnly: false);
    private readonly ValueMask numbers = new DetectedNullMask(detectors, numbersOnly: true);

    /// <summary>For a column that a rule masks whole.</summary>
    public ValueMask Whole(MaskMethod method, uint typeOid, short format)
    {
        if (TextMask.Of(method, hashKey) is not { } mask) return NullMask.Instance;
        if (IsString(typeOid)) return new StringMask(mask);
        if (typeOid is PgType.Json or PgType.Jsonb) return new JsonMask(mask, typeOid == PgType.Jsonb && format == 1);
        return NullMask.Instance;
    }

    /// <summary>For a column that is searched; null where no detector can find anything.</summary>
    public ValueMask? Searched(uint typeOid, short format)
    {
        if (detectors.IsEmpty || PgType.IsNeverText(typeOid)) return null;
        if (PgType.IsLongNumber(typeOid)) return format == 0 && detectors.ReadsNumbers ? numbers : null;
        if (IsString(typeOid)) return text;
        if (typeOid is PgType.Json or PgType.Jsonb) return typeOid == PgType.Jsonb && format == 1 ? jsonb : json;
        if (typeOid == PgType.Char) return null;
        return format == 0 && !PgType.IsNested(typeOid) ? text : hidden;
    }

    /// <summary>For a COPY field of a type that is not known: text and csv carry any text.</summary>
    public ValueMask WholeText(MaskMethod method) => TextMask.Of(method, hashKey) is { } mask ? new StringMask(mask) : NullMask.Instance;

    private bool IsString(uint typeOid) => PgType.IsString(typeOid) || stringTypes.Contains(typeOid);
}
