using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Wire;

public sealed class SpscQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void It_behaves_as_a_queue_would(int seed)
    {
        var random = new Random(seed);
        var queue = new SpscQueue<int>();
        var model = new Queue<int>();
        for (var step = 0; step < 200_000; step++)
        {
            if (random.Next(1000) < 500 + (step / 20_000 % 2 * 20 - 10))
            {
                queue.Enqueue(step);
                model.Enqueue(step);
            }
            else
            {
                Assert.Equal(model.TryPeek(out var expected), queue.TryPeek(out var item));
                Assert.Equal(expected, item);
                if (model.TryDequeue(out _)) queue.Dequeue();
            }

            Assert.Equal(model.Count, queue.Count);
        }
    }

    [Fact]
    public async Task Two_threads_pass_a_million_items_in_order()
    {
        const int Items = 1_000_000;
        var queue = new SpscQueue<(int Number, string Text)>();
        var producer = Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Items; i++)
                {
                    queue.Enqueue((i, "item"));
                    if (i % 5000 == 0) Thread.Yield();
                }
            },
            TaskCreationOptions.LongRunning);
        var consumer = Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Items;)
                {
                    if (!queue.TryPeek(out var item))
                    {
                        Thread.SpinWait(20);
                        continue;
                    }

                    if (item.Number != i || item.Text is not "item") return i;
                    queue.Dequeue();
                    i++;
                }

                return Items;
            },
            TaskCreationOptions.LongRunning);
        await producer.WaitAsync(Some.Patience);
        Assert.Equal(Items, await consumer.WaitAsync(Some.Patience));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void What_was_taken_out_is_not_kept_alive()
    {
        var queue = new SpscQueue<object>();
        var reference = Pass(queue);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(reference.IsAlive);

        static WeakReference Pass(SpscQueue<object> queue)
        {
            var item = new object();
            queue.Enqueue(item);
            queue.TryPeek(out _);
            queue.Dequeue();
            return new WeakReference(item);
        }
    }
}
