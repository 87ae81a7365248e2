using System.Collections.Immutable;
using System.Text;

namespace HoopLike.Console.Sessions.Replay.Bodies;

/// <summary>One event of a streamed body.</summary>
/// <param name="At">When its last piece was delivered.</param>
/// <param name="Name">Of a server-sent event; null where it has none.</param>
public sealed record StreamEvent(DateTimeOffset At, string? Name, string Data);

/// <summary>Cuts a streamed body into its events (server-sent events as the HTML standard, section 9.2, has them; JSON lines), each with the time at which it was whole.</summary>
public static class StreamEvents
{
    public static ImmutableArray<StreamEvent> Of(BodyKind kind, IReadOnlyList<BodyPiece> pieces)
    {
        var events = ImmutableArray.CreateBuilder<StreamEvent>();
        var (name, data, line, wasReturn) = ((string?)null, new List<string>(), new StringBuilder(), false);
        var at = default(DateTimeOffset);
        foreach (var piece in pieces)
        {
            at = piece.At;
            foreach (var letter in piece.Text)
            {
                // CR LF is one end of a line, also where a piece ends between them.
                var isEnd = letter == '\r' || (letter == '\n' && !wasReturn);
                if (letter is not ('\r' or '\n')) line.Append(letter);
                wasReturn = letter == '\r';
                if (isEnd) TakeLine();
            }
        }

        if (line.Length > 0) TakeLine();
        Emit();
        return events.ToImmutable();

        void TakeLine()
        {
            var text = line.ToString();
            line.Clear();
            if (kind == BodyKind.JsonLines)
            {
                if (text.Length > 0) events.Add(new StreamEvent(at, null, text));
                return;
            }

            if (text.Length == 0)
            {
                Emit();
                return;
            }

            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var value = colon < 0 ? "" : text[(colon + 1)..];
            if (value.StartsWith(' ')) value = value[1..];
            switch (colon < 0 ? text : text[..colon])
            {
                case "event": name = value; break;
                case "data": data.Add(value); break;
                case "": events.Add(new StreamEvent(at, "comment", value)); break;
                default: break;
            }
        }

        void Emit()
        {
            if (data.Count > 0 || name is not null) events.Add(new StreamEvent(at, name, string.Join('\n', data)));
            data.Clear();
            name = null;
        }
    }
}
