using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace HoopLike.Console.Components.Controls;

/// <summary>Words that somebody chooses: groups, tables, tags. Order is kept, none is there twice.</summary>
public sealed partial class WordList
{
    private string typed = "";
    private bool keepsEnter;

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Of the input; must be unique on the page.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter]
    public ImmutableArray<string> Values { get; set; } = [];

    [Parameter]
    public EventCallback<ImmutableArray<string>> ValuesChanged { get; set; }

    [Parameter]
    public IEnumerable<string> Suggestions { get; set; } = [];

    [Parameter]
    public string? Placeholder { get; set; }

    private Task RemoveAsync(string word) => ValuesChanged.InvokeAsync(Values.Remove(word));

    // A comma ends a word, and so does choosing a suggestion.
    private Task TypedAsync()
    {
        keepsEnter = typed.Trim().Length > 0;
        return typed.Contains(',', StringComparison.Ordinal) || Suggestions.Contains(typed) ? AddTypedAsync() : Task.CompletedTask;
    }

    private Task KeyAsync(KeyboardEventArgs key) => key.Key switch
    {
        "Enter" => AddTypedAsync(),
        "Backspace" when typed.Length == 0 && !Values.IsDefaultOrEmpty => ValuesChanged.InvokeAsync(Values.RemoveAt(Values.Length - 1)),
        _ => Task.CompletedTask,
    };

    private async Task AddTypedAsync()
    {
        var words = typed.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        (typed, keepsEnter) = ("", false);
        var known = Values.IsDefault ? [] : Values;
        ImmutableArray<string> all = [.. known.Concat(words).Distinct(StringComparer.Ordinal)];
        if (all.Length != known.Length) await ValuesChanged.InvokeAsync(all);
    }
}
