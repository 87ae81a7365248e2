using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Http;

/// <summary>OpenAI's own client before a model endpoint.</summary>
public sealed class ModelTests
{
    [Fact]
    public async Task A_streamed_answer_comes_in_pieces_with_what_is_cut_over_them_masked()
    {
        var stack = await HttpStack.GetAsync();

        var said = (await stack.NodeAsync("openai_client.mjs", "known", "Say it.")).Succeeded();

        Assert.StartsWith("Write to ", said, StringComparison.Ordinal);
        Assert.Contains(" or to nobody at all.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", said, StringComparison.Ordinal);
        Assert.True(int.Parse(said.Split('\n')[1].Split(' ')[0]) > 5, said);
    }

    [Fact]
    public async Task A_prompt_is_masked_on_its_way_out_and_the_endpoint_sees_its_own_key_alone()
    {
        var stack = await HttpStack.GetAsync();
        var word = Guid.NewGuid().ToString("N");

        (await stack.NodeAsync("openai_client.mjs", "known", $"{word}: what do we know of ivan.planted@example.com?")).Succeeded();

        var asked = stack.Models.Asked.Single(a => a.Contains(word, StringComparison.Ordinal));
        Assert.Contains("what do we know of ", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", asked, StringComparison.Ordinal);
        Assert.DoesNotContain(stack.Models.Heads, h => h.Contains(Caller.Analyst.Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_that_is_not_approved_is_an_error_in_the_clients_own_words()
    {
        var stack = await HttpStack.GetAsync();

        var said = (await stack.NodeAsync("openai_client.mjs", "forbidden-large", "Say it.")).Succeeded();

        Assert.StartsWith("403 PermissionDeniedError", said, StringComparison.Ordinal);
        Assert.DoesNotContain(stack.Models.Asked, a => a.Contains("forbidden-large", StringComparison.Ordinal));
    }
}
