using System.Collections.Immutable;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Recording;
using HoopLike.Agent.Tests.Recording;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>A client's bytes through both relays to a real server and back, on one thread, with answers taken at random moments.</summary>
internal sealed class RelayedWire : IAsyncDisposable
{
    private readonly PgPipeline pipeline = new();
    private readonly SpoolUnderTest spool = new();
    private readonly SessionRecorder recorder;
    private readonly ServerWire server;
    private readonly PgRequestRelay requests;
    private readonly PgResponseRelay responses;
    private readonly Random random;
    private readonly TokenKey? tokens;
    private readonly List<byte> delivered = [];
    private readonly List<string> judged = [];
    private readonly SqlAnalyzer analyzer = new();
    private readonly PgCommitGuard? commits;

    /// <param name="tokens">The key of a session that has tokens.</param>
    public RelayedWire(int port, int seed = 1, bool masks = true, TokenKey? tokens = null)
    {
        this.tokens = tokens;
        random = new Random(seed);
        server = new ServerWire(port);
        recorder = spool.Record();
        requests = new PgRequestRelay(pipeline, analyzer, tokens);
        responses = new PgResponseRelay(pipeline, recorder, new FakeRules { MasksNothing = !masks }, 65536);
    }

    public Func<string?, Word> Judge { get; set; } = static _ => Word.Allow;

    /// <summary>Holds transactions at COMMIT by these rules.</summary>
    public FakeCommitRules? CommitRules
    {
        get;
        init
        {
            field = value;
            commits = new PgCommitGuard(requests, pipeline, value!, analyzer, SettleAsync, new PgHeldLimits(static words => throw new InvalidOperationException(words), TimeProvider.System), TimeProvider.System);
        }
    }

    public bool IsApproved { get; set; }

    /// <summary>Where a statement's text allows tokens.</summary>
    public Func<string, ImmutableArray<TokenComparand>> Comparands { get; set; } = static _ => [];

    public byte[] Delivered => [.. delivered];

    /// <summary>The texts that were asked about as operations.</summary>
    public IReadOnlyList<string> Judged => judged;

    /// <summary>Sends the bytes in random pieces and waits for all answers owed.</summary>
    public byte[] Exchange(byte[] program, int largestPiece = 4096)
    {
        var before = delivered.Count;
        foreach (var piece in PgBytes.Split(program, random, largestPiece))
        {
            requests.Input.Write(piece);
            Advance();
            while (random.Next(3) == 0 && server.HasAnswer) Take();
        }

        while (!pipeline.IsAtRest) Take();
        return [.. delivered.Skip(before)];
    }

    public async ValueTask DisposeAsync()
    {
        requests.Dispose();
        responses.Dispose();
        server.Dispose();
        recorder.Close("done");
        await spool.DisposeAsync();
    }

    private void Advance()
    {
        for (var turns = 0; turns < 100_000; turns++)
        {
            switch (requests.Advance())
            {
                case PgStep.NeedInput when requests.MustFinish && !pipeline.IsCopyingIn:
                case PgStep.Finish:
                    Now(commits!.FinishAsync(CancellationToken.None));
                    break;
                case PgStep.Commit:
                    Now(commits!.EndSegmentAsync(CancellationToken.None));
                    break;
                case PgStep.NeedInput or PgStep.Terminate:
                    Forward();
                    return;
                case PgStep.Settle:
                    Settle();
                    break;
                case PgStep.Parse:
                    Decide(Judge(requests.CurrentText?.Text), isOperation: false);
                    break;
                case PgStep.Bind:
                    Answer(TokenBinds.InValues(requests.Current!.Bind.Span, ComparandsOf(requests.CurrentBound), tokens!), requests.Bind);
                    break;
                case PgStep.Operation:
                    judged.Add(requests.Current!.Analysis?.Text ?? "(unknown)");
                    if (commits is not null && CommitRules!.Decide(requests.Current.Analysis) is var verdict && commits.Concerns(verdict, requests.Current))
                    {
                        Settle();
                        Now(commits.RunAsync(verdict, null, CancellationToken.None));
                        break;
                    }

                    Decide(Judge(requests.Current!.Analysis?.Text), isOperation: true);
                    break;
            }
        }

        throw new InvalidOperationException("The relay goes round in circles.");
    }

    private void Decide(Word word, bool isOperation)
    {
        if (word == Word.Hold && !isOperation)
        {
            Answer(InText(requests.CurrentText), requests.Defer);
            return;
        }

        if (word == Word.Hold)
        {
            Settle();
            if (pipeline.HasFailed)
            {
                requests.DiscardSegment();
                return;
            }
        }

        if (word == Word.Allow || (word == Word.Hold && IsApproved)) Answer(InText(isOperation ? requests.Current!.Analysis : requests.CurrentText), requests.Allow);
        else requests.Deny(new PgDenial("42501", "denied"));
    }

    private Task SettleAsync(CancellationToken stop)
    {
        Settle();
        return Task.CompletedTask;
    }

    /// <summary>Nothing here waits for anything but the server, which is read at once.</summary>
    private static void Now(Task done)
    {
        if (!done.IsCompleted) throw new InvalidOperationException("Somebody waits.");
        done.GetAwaiter().GetResult();
    }

    private TokenOutcome InText(SqlAnalysis? analysis) => tokens is null ? TokenOutcome.None : TokenReturn.InText(requests.CurrentTextBytes, ComparandsOf(analysis), tokens);

    private ImmutableArray<TokenComparand> ComparandsOf(SqlAnalysis? analysis) => analysis is null ? default : Comparands(analysis.Text);

    private void Answer(TokenOutcome outcome, Action<byte[]?> allow)
    {
        if (outcome.Refusal is { } refusal) requests.Deny(new PgDenial("42501", refusal));
        else allow(outcome.Bytes);
    }

    private void Settle()
    {
        if (!pipeline.IsSettled || requests.HasForwardable) requests.RequestFlush();
        Forward();
        while (!pipeline.IsAtRest) Take();
    }

    private void Forward()
    {
        if (!requests.HasForwardable) return;
        var bytes = requests.TakeForwardable();
        server.Send(bytes.Span);
        requests.Forwarded(bytes.Length);
    }

    private void Take()
    {
        foreach (var piece in PgBytes.Split(server.Receive().ToArray(), random, 2000))
        {
            responses.Input.Write(piece);
            if (responses.Advance() != PgResponseStep.NeedInput) throw new InvalidOperationException("The rules know all relations.");
            responses.FlushCapture();
            if (!recorder.CommitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully) throw new InvalidOperationException("The spool keeps nobody waiting.");
            delivered.AddRange(responses.Output.Span);
            responses.Delivered();
        }
    }
}
