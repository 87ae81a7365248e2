using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

public sealed class PgRequestRelayFuzzTests
{
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Broken_and_random_bytes_end_the_session_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 400; round++)
        {
            using var driver = new RequestDriver { Judge = text => (text?.Length ?? 0) % 5 == 0 ? Word.Deny : Programs.Judge(text), IsApproved = round % 2 == 0 };
            var program = Programs.Random(random, 20);
            if (round % 10 == 0) random.NextBytes(program);
            for (var i = random.Next(6); i > 0; i--) program[random.Next(program.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                foreach (var piece in PgBytes.Split(program, random, 100)) driver.Feed(piece);
            }
            catch (Exception e) when (e is WireException or SessionFailure)
            {
                // As it should.
            }

            Assert.True(driver.MostBuffered < 64 * 1024, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void A_program_cut_at_any_byte_forwards_nothing_of_the_message_that_is_cut()
    {
        var program = PgBytes.Join(Ask.Run("select 1"), Ask.Query("select 2"), Ask.CloseStatement("x"), Ask.Sync);
        var ends = new List<int>();
        for (var at = 0; at < program.Length; ends.Add(at)) at += 1 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(program.AsSpan(at + 1));
        for (var cut = 0; cut < program.Length; cut++)
        {
            using var driver = new RequestDriver();
            driver.Feed(program[..cut]);
            Assert.Equal(ends.Count(e => e <= cut), PgBytes.Messages(driver.Forwarded).Count(m => m.Type is not ('D' or 'H')));
        }
    }
}
