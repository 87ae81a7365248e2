using System.Text.Json;
using HoopLike.Console.Sessions.Runs;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions;

/// <summary>What a stretch of recorded events adds to the index: operations to search, and counts.</summary>
internal sealed class SessionDigest
{
    public OpenedEvent? Opened { get; private set; }

    public List<OperationEntity> Operations { get; } = [];

    public int Denied { get; private set; }

    public int Held { get; private set; }

    public long MaskedValues { get; private set; }

    public ActivityTally Activity { get; } = new();

    public StepTally Steps { get; } = new();

    public long LastSequence { get; private set; } = -1;

    /// <summary>The last event is a signature.</summary>
    public bool EndsSigned { get; private set; }

    public void Add(Guid session, RecordedEvent recorded)
    {
        try
        {
            Read(session, recorded);
        }
        catch (JsonException)
        {
            // The recording keeps it as it is; only the index has nothing to say of it.
        }

        LastSequence = recorded.Sequence;
        EndsSigned = recorded.Kind == RecordKind.Signature;
    }

    private void Read(Guid session, RecordedEvent recorded)
    {
        switch (recorded.Kind)
        {
            case RecordKind.Opened:
                Opened = recorded.Read<OpenedEvent>();
                break;
            case RecordKind.Operation:
                Add(session, recorded, recorded.Read<OperationEvent>());
                break;
            case RecordKind.Held:
                Held++;
                Activity.Held(recorded.At);
                Steps.Held(session, recorded, recorded.Read<HeldEvent>());
                break;
            case RecordKind.Decided:
                Steps.Decided(session, recorded, recorded.Read<DecidedEvent>());
                break;
            case RecordKind.Answer:
                Steps.Answer(session, recorded, recorded.Read<AnswerEvent>());
                break;
            case RecordKind.Error:
                Steps.Error(session, recorded, recorded.Read<MessageEvent>());
                break;
            case RecordKind.Result:
                var facts = ResultFacts.Read(recorded.Payload.Span);
                MaskedValues += facts.MaskedValues;
                Activity.Masked(recorded.At, facts.MaskedValues);
                Steps.Result(session, recorded, facts);
                break;
        }
    }

    private void Add(Guid session, RecordedEvent recorded, OperationEvent operation)
    {
        // A long operation goes on in further records; its beginning is what is searched.
        if (operation.Part > 0) return;
        var text = operation.Text?.Text ?? "";
        if (operation.Verdict == "deny") Denied++;
        Activity.Operation(recorded, operation);
        Steps.Operation(session, recorded, operation);
        Operations.Add(new OperationEntity
        {
            SessionId = session,
            Sequence = recorded.Sequence,
            Number = operation.Op,
            At = recorded.At,
            Text = (text.Length <= OperationEntity.TextLimit ? text : text[..OperationEntity.TextLimit]).Replace('\0', ' '),
            Kinds = operation.Kinds ?? [],
            Tables = operation.Tables ?? [],
            Verdict = operation.Verdict ?? "",
            Policy = operation.Policy,
        });
    }
}
