using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Shared.Tests.Recording;

public sealed class RecordingVerifierTests : IDisposable
{
    readonly SomeRecording some = new();

    public void Dispose() => some.Dispose();

    [Fact]
    public void A_whole_recording_is_proven_and_tells_its_session()
    {
        var proof = SomeRecording.Verify(some.File());

        Assert.True(proof.IsProven, proof.Fault?.What);
        Assert.Equal(some.Session, proof.Session!.Session);
        Assert.Equal(4, proof.Operations);
        Assert.Equal(12, proof.Records);
        Assert.Equal("client left", proof.EndReason);
        Assert.Equal(some.Signer.KeyId, proof.KeyId);
        Assert.Equal(11, proof.SignedThrough);
    }

    [Fact]
    public void Any_byte_that_is_flipped_is_found_in_its_record()
    {
        var file = some.File();
        var ends = new List<int>();
        foreach (var record in SomeRecording.Split(file)) ends.Add((ends.Count == 0 ? RecordingFormat.Magic.Length : ends[^1]) + record.Length);
        for (var i = 0; i < file.Length; i++)
        {
            file[i] ^= (byte)(1 << (i % 8));
            var fault = SomeRecording.Verify(file).Fault;
            file[i] ^= (byte)(1 << (i % 8));

            Assert.True(fault is not null, $"byte {i} was flipped and nothing was found");
            var expected = i < RecordingFormat.Magic.Length ? 0 : ends.FindIndex(end => i < end);
            Assert.True(expected == fault.Record, $"byte {i} of record {expected}: {fault}");
            Assert.True(fault.Kind is RecordingFaultKind.Changed or RecordingFaultKind.NotRecording or RecordingFaultKind.CutOff, $"byte {i}: {fault}");
        }
    }

    [Fact]
    public void Any_record_that_is_dropped_is_named()
    {
        var records = SomeRecording.Split(some.File());
        for (var i = 0; i < records.Count; i++)
        {
            var fault = SomeRecording.Verify(SomeRecording.Join(records.Where((_, at) => at != i))).Fault;

            var expected = i == records.Count - 1 ? RecordingFaultKind.Unsigned : RecordingFaultKind.Dropped;
            Assert.Equal(expected, fault?.Kind);
            if (expected == RecordingFaultKind.Dropped) Assert.Equal(i, fault!.Record);
        }
    }

    [Fact]
    public void Any_two_records_that_are_swapped_are_found_at_the_first()
    {
        var records = SomeRecording.Split(some.File());
        for (var i = 0; i < records.Count; i++)
        {
            for (var j = i + 1; j < records.Count; j++)
            {
                var swapped = records.ToArray();
                (swapped[i], swapped[j]) = (swapped[j], swapped[i]);
                var fault = SomeRecording.Verify(SomeRecording.Join(swapped)).Fault;

                Assert.Equal((RecordingFaultKind.Moved, i), (fault!.Kind, (int)fault.Record));
            }
        }
    }

    [Fact]
    public void Any_record_that_is_put_in_twice_is_found_where_the_copy_stands()
    {
        var records = SomeRecording.Split(some.File());
        for (var i = 0; i < records.Count; i++)
        {
            for (var at = 0; at <= records.Count; at++)
            {
                var more = records.ToList();
                more.Insert(at, records[i]);
                var fault = SomeRecording.Verify(SomeRecording.Join(more)).Fault;

                // Put right before itself, the copy stands in its own place and the second one is what was added.
                var expected = at == i ? i + 1 : at;
                Assert.Equal((RecordingFaultKind.Added, expected), (fault!.Kind, (int)fault.Record));
            }
        }
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_is_refused_at_the_cut()
    {
        var file = some.File();
        var records = SomeRecording.Split(file);
        for (var length = 0; length < file.Length; length++)
        {
            var fault = SomeRecording.Verify(file[..length]).Fault;

            Assert.NotNull(fault);
            if (length < RecordingFormat.Magic.Length) continue;
            var whole = SomeRecording.Split(file[..length]).Count;
            if (whole < records.Count - 1) Assert.Equal(whole, fault.Record);
            Assert.Contains(fault.Kind, new[] { RecordingFaultKind.CutOff, RecordingFaultKind.NotClosed, RecordingFaultKind.Unsigned });
        }
    }

    [Fact]
    public void Bytes_behind_the_end_are_refused()
    {
        var fault = SomeRecording.Verify([.. some.File(), 0]).Fault;

        Assert.Equal(RecordingFaultKind.TrailingBytes, fault!.Kind);
    }

    [Fact]
    public void A_chain_that_was_made_again_without_the_key_is_refused_at_the_first_signature()
    {
        var buffer = SomeRecording.Begin(some.Session);
        var original = SomeRecording.Split(some.File());
        SomeRecording.Add(buffer, RecordKind.Operation, 99);
        foreach (var bytes in original.Skip(2))
        {
            var cursor = new RecordCursor(bytes);
            Assert.True(cursor.TryNext(out var record));
            buffer.Begin(record.Header.Kind, record.Header.Micros).Raw(record.Payload);
            buffer.End();
        }
        var fault = SomeRecording.Verify([.. RecordingFormat.Magic, .. buffer.Pending]).Fault;

        Assert.Equal((RecordingFaultKind.BadSignature, 5), (fault!.Kind, (int)fault.Record));
    }

    [Fact]
    public void A_recording_made_again_with_another_key_is_refused_when_the_agents_key_is_asked_for()
    {
        using var other = new SomeRecording();
        var forged = other.File();

        Assert.True(SomeRecording.Verify(forged).IsProven);
        Assert.Equal(RecordingFaultKind.UnknownKey, SomeRecording.Verify(forged, some.Signer.KeyId).Fault!.Kind);
        Assert.Equal(RecordingFaultKind.UnknownKey, SomeRecording.Verify(forged, some.PublicKey).Fault!.Kind);
        Assert.True(SomeRecording.Verify(some.File(), some.PublicKey).IsProven);
        Assert.True(SomeRecording.Verify(some.File(), some.Signer.KeyId).IsProven);
    }

    [Fact]
    public void A_record_after_the_close_is_refused_however_well_it_is_chained()
    {
        var buffer = SomeRecording.Begin(some.Session);
        some.Close(buffer);
        SomeRecording.Add(buffer, RecordKind.Operation, 1);
        buffer.Sign(some.Signer, 3_000_000);

        var fault = SomeRecording.Verify([.. RecordingFormat.Magic, .. buffer.Pending]).Fault;

        Assert.Equal((RecordingFaultKind.Added, 3), (fault!.Kind, (int)fault.Record));
    }

    [Fact]
    public void A_session_that_still_runs_is_not_proven()
    {
        var buffer = SomeRecording.Begin(some.Session);
        buffer.Sign(some.Signer, 3_000_000);

        Assert.Equal(RecordingFaultKind.NotClosed, SomeRecording.Verify([.. RecordingFormat.Magic, .. buffer.Pending]).Fault!.Kind);
    }
}
