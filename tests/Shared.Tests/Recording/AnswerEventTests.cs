using System.Text;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Shared.Tests.Recording;

/// <summary>What was added to the format: it is read back as it was written, and what was written before it is read as it was.</summary>
public sealed class AnswerEventTests
{
    [Fact]
    public void The_head_of_an_answer_is_read_back_and_has_a_word_of_its_own()
    {
        var written = new AnswerEvent(7, 429, new RecordedText("429 Too Many Requests\nRetry-After: 3"), 1500);
        var bytes = new JsonBytes();
        bytes.Object(written);

        var recorded = new RecordedEvent(3, RecordKind.Answer, DateTimeOffset.UnixEpoch, bytes.Written.ToArray());

        Assert.Equal(written, recorded.Read<AnswerEvent>());
        Assert.Equal("answer", RecordedEvent.WordOf(RecordKind.Answer));
        Assert.Equal(14, (byte)RecordKind.Answer);
        bytes.Release();
    }

    [Fact]
    public void An_operation_from_before_is_no_exchange_and_of_no_run()
    {
        var recorded = new RecordedEvent(1, RecordKind.Operation, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes("""{"op":1,"text":"select 1","verdict":"allow","kinds":["select"]}"""));

        var operation = recorded.Read<OperationEvent>();

        Assert.False(operation.Exchange);
        Assert.Null(operation.Run);
    }

    [Fact]
    public void A_run_is_read_back_without_what_is_derived()
    {
        var bytes = new JsonBytes();
        bytes.Object(new RunIds("4bf92f3577b34da6a3ce929d0e0e4736", null, "r"));

        Assert.Equal("""{"trace":"4bf92f3577b34da6a3ce929d0e0e4736","run":"r"}""", Encoding.UTF8.GetString(bytes.Written));
        bytes.Release();
    }
}
