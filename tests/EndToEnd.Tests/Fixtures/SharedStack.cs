namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>One stack for all tests that leave it as they found it. Its processes die with the test run.</summary>
static class SharedStack
{
    static readonly Lazy<Task<HoopLikeStack>> stack = new(HoopLikeStack.StartAsync);

    public static Task<HoopLikeStack> GetAsync() => stack.Value;
}
