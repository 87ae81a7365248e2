using System.Collections.Immutable;
using Bunit;
using HoopLike.Console.Components.Pages.Masking;
using HoopLike.Console.Components.Pages.Rules;
using HoopLike.Console.Configuration;
using HoopLike.Console.Masking;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Masking;

public sealed class PatternRowsTests : ControlTest
{
    static readonly PatternDetector passport = new("passport-de", "[CFGHJKLMNPRTVWXYZ0-9]{9}") { Near = ["passport"] };

    readonly MaskingRuleDraft draft = new() { Name = "r", Patterns = [passport] };

    [Fact]
    public void Rows_are_added_filled_and_removed()
    {
        var rows = Rows();
        rows.Find("#pattern-add").Click();
        Rows(rows);
        rows.Find("#pattern-1-name").Input("contract");
        Rows(rows);
        rows.Find("#pattern-1-regex").Input("V-[0-9]{6}");
        Rows(rows);
        rows.Find("#pattern-1-length").Change("20");
        Rows(rows);
        Assert.Equal([passport, new("contract", "V-[0-9]{6}") { MaxLength = 20 }], draft.Patterns.AsEnumerable());
        rows.Find("button[aria-label='Remove pattern passport-de']").Click();
        Rows(rows);
        Assert.Equal(["contract"], draft.ToConfig().Patterns.Select(p => p.Name));
        Assert.Empty(rows.FindAll("#pattern-1-name"));
    }

    [Fact]
    public void What_a_pattern_finds_in_a_sample_is_marked()
    {
        var rows = Rows();
        rows.Find("#pattern-0-sample").Input("passport C01X00T47");
        Assert.Equal("C01X00T47", rows.Find("mark").TextContent);
        Assert.Contains("Finds one:", rows.Find(".found").TextContent, StringComparison.Ordinal);
        rows.Find("#pattern-0-sample").Input("order C01X00T47");
        Assert.Empty(rows.FindAll("mark"));
        Assert.Contains("Finds nothing:", rows.Find(".found").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(?=a)b", "It uses a group other than")]
    [InlineData("[", "It is no regular expression")]
    [InlineData("a*", "It can match nothing at all")]
    public void What_is_wrong_with_an_expression_is_said_while_it_is_written(string regex, string fault)
    {
        var rows = Rows();
        rows.Find("#pattern-0-regex").Input(regex);
        Rows(rows);
        Assert.StartsWith(fault, rows.Find("#pattern-0-regex-error").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    public void A_sample_is_never_markup(string text)
    {
        var rows = Rows();
        rows.Find("#pattern-0-sample").Input(text);
        Assert.Equal(text, rows.Find(".found-text").TextContent);
        Assert.Empty(rows.FindAll("script, img"));
    }

    [Fact]
    public void An_unfinished_pattern_does_not_stop_the_preview_of_the_rule()
    {
        var preview = Render<RulePreview>(p => p.Add(r => r.Rule, draft.ToConfig() with { Detectors = ["email"], Patterns = [passport, new("begun", "(")] }));
        preview.Find("#preview-values").Input("passport C01X00T47 of ada@example.com");
        Assert.Equal(["C01X00T47", "ada@example.com"], preview.FindAll("mark").Select(m => m.TextContent));
    }

    [Fact]
    public void Missing_parts_are_told_when_saving()
    {
        draft.Patterns = [new PatternDetector("", "")];
        Assert.Empty(Rows().FindAll(".field-error"));
        var rows = Rows(isSaving: true);
        Assert.NotEmpty(rows.Find("#pattern-0-name-error").TextContent);
        Assert.Contains("ust not be empty", rows.Find("#pattern-0-regex-error").TextContent, StringComparison.Ordinal);
    }

    IRenderedComponent<PatternRows> Rows(bool isSaving = false) => Render<PatternRows>(p => p
        .Add(r => r.Patterns, draft.Patterns)
        .Add(r => r.PatternsChanged, v => draft.Patterns = v)
        .Add(r => r.Mistakes, new FieldMistakes(DraftCheck.Of(new ConsoleConfig(), draft.ToConfig()), isSaving)));

    /// <summary>As the form does it, which has the draft.</summary>
    void Rows(IRenderedComponent<PatternRows> rows) => rows.Render(p => p.Add(r => r.Patterns, draft.Patterns));
}
