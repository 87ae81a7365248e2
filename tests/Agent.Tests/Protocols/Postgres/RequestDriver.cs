using System.Text;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

internal enum Word { Allow, Deny, Hold }

/// <summary>Drives the request relay as the pump does, with a server that answers all it is asked for, well, when the relay waits for it.</summary>
internal sealed class RequestDriver : IDisposable
{
    private readonly List<byte> forwarded = [];
    private readonly List<string> steps = [];
    private bool kept;

    public RequestDriver() => Relay = new PgRequestRelay(Pipeline, new SqlAnalyzer());

    public PgPipeline Pipeline { get; } = new();

    public PgRequestRelay Relay { get; }

    /// <summary>The verdict on a text; null for one that is not known.</summary>
    public Func<string?, Word> Judge { get; set; } = static _ => Word.Allow;

    /// <summary>The verdict of the humans on what is held.</summary>
    public bool IsApproved { get; set; } = true;

    /// <summary>What the server makes of an answer owed; default: success, outside a transaction.</summary>
    public Action<PgExpectation>? OnAnswer { get; set; }

    public byte[] Forwarded => [.. forwarded];

    /// <summary>What was asked, judged and done, in order.</summary>
    public IReadOnlyList<string> Steps => steps;

    /// <summary>The steps without the waits between them.</summary>
    public IReadOnlyList<string> Judged => [.. steps.Where(s => s != "settle")];

    /// <summary>The most bytes that input and output ever took.</summary>
    public int MostBuffered { get; private set; }

    /// <summary>Answers owed now, oldest first.</summary>
    public IReadOnlyList<PgExpectation> Owed
    {
        get
        {
            // The queue shows only its head: each is taken out and put back behind the others.
            var all = new List<PgExpectation>();
            while (Pipeline.TryPeek(out var head))
            {
                all.Add(head);
                head.Operation?.Hold();
                Pipeline.Fulfil(head);
            }

            foreach (var expectation in all)
            {
                Pipeline.Expect(expectation);
                if (expectation.Operation is { } operation) Pipeline.Release(operation);
            }

            return all;
        }
    }

    /// <returns>Whether the client said goodbye.</returns>
    public bool Feed(byte[] bytes)
    {
        Relay.Input.Write(bytes);
        for (var turns = 0; turns < 1_000_000; turns++)
        {
            MostBuffered = Math.Max(MostBuffered, Relay.Input.Length + Relay.Output.Length);
            switch (Relay.Advance())
            {
                case PgStep.NeedInput:
                    Forward();
                    return false;
                case PgStep.Parse:
                    Prepare();
                    break;
                case PgStep.Operation:
                    Decide();
                    break;
                case PgStep.Settle:
                    steps.Add("settle");
                    Settle();
                    break;
                case PgStep.Terminate:
                    Forward();
                    return true;
            }
        }

        throw new InvalidOperationException("The relay goes round in circles.");
    }

    public void Settle()
    {
        if (!Pipeline.IsSettled || Relay.HasForwardable) Relay.RequestFlush();
        Forward();
        AnswerAll();
    }

    /// <summary>Answers what is owed, up to an answer that <see cref="OnAnswer"/> keeps back.</summary>
    public void AnswerAll()
    {
        while (Pipeline.TryPeek(out var head))
        {
            kept = false;
            if (OnAnswer is { } custom) custom(head);
            else Succeed(head);
            if (kept) return;
            Pipeline.Fulfil(head);
        }
    }

    public void Keep() => kept = true;

    public void Succeed(PgExpectation answer)
    {
        answer.Statement?.Confirm();
        answer.Operation?.Confirm();
        if (answer.Kind is PgExpects.Ready or PgExpects.QueryResult) Pipeline.IdleSegment = answer.Segment;
    }

    public void Dispose() => Relay.Dispose();

    private void Prepare()
    {
        var text = Relay.CurrentText?.Text;
        var word = Judge(text);
        steps.Add($"parse {word} {Shown(text)}");
        if (word == Word.Allow) Relay.Allow();
        else if (word == Word.Hold) Relay.Defer();
        else Relay.Deny(new PgDenial("42501", "no"));
    }

    private void Decide()
    {
        var text = Relay.Current!.Analysis?.Text;
        var word = Judge(text);
        steps.Add($"run {word} {Shown(text)}");
        if (word == Word.Hold)
        {
            Settle();
            if (Pipeline.HasFailed)
            {
                Relay.DiscardSegment();
                return;
            }
        }

        if (word == Word.Allow || (word == Word.Hold && IsApproved)) Relay.Allow();
        else Relay.Deny(new PgDenial("42501", "no"));
    }

    private void Forward()
    {
        if (!Relay.HasForwardable) return;
        var bytes = Relay.TakeForwardable();
        forwarded.AddRange(bytes.Span);
        Relay.Forwarded(bytes.Length);
    }

    private static string Shown(string? text) => text is null ? "(unknown)" : text.Length > 60 ? $"{Encoding.UTF8.GetByteCount(text)} bytes" : text;
}
