using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace HoopLike.Console.Components.Pages.Settings;

/// <summary>The configuration as a file: away from here, and back after a look at what it would change.</summary>
public sealed partial class ConfigurationSettings
{
    private string text = "";
    private bool busy;
    private string? problem;
    private ConfigOutcome? preview;
    private ConfigOutcome? done;

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Inject]
    private ConfigText Configuration { get; set; } = default!;

    private async Task ReadAsync(InputFileChangeEventArgs chosen)
    {
        Forget();
        if (chosen.File.Size > ConfigText.Longest)
        {
            problem = "The file is longer than 4 MiB.";
            return;
        }

        try
        {
            await using var stream = chosen.File.OpenReadStream(ConfigText.Longest);
            using var reader = new StreamReader(stream);
            text = await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            problem = "The browser did not hand the file over. Choose it again.";
            return;
        }

        await PreviewAsync();
    }

    private async Task PreviewAsync()
    {
        Forget();
        if (string.IsNullOrWhiteSpace(text))
        {
            problem = "Choose a file, or paste its text.";
            return;
        }

        busy = true;
        preview = await Configuration.ApplyAsync(text, Actor, dryRun: true, CancellationToken.None);
        busy = false;
    }

    /// <summary>Only what was shown is applied: when it would do something else by now, that is shown first.</summary>
    private async Task ApplyAsync()
    {
        if (busy || preview is not { } seen) return;
        busy = true;
        var now = await Configuration.ApplyAsync(text, Actor, dryRun: true, CancellationToken.None);
        if (!now.Changes.SequenceEqual(seen.Changes)) (preview, problem) = (now, "Somebody changed the configuration meanwhile: this is what the file would change now.");
        else
        {
            var outcome = await Configuration.ApplyAsync(text, Actor, dryRun: false, CancellationToken.None);
            preview = outcome.Accepted ? null : outcome;
            done = outcome.Accepted ? outcome : null;
            problem = outcome.Conflict ? "Somebody changed the configuration at the same moment. Nothing was changed; look again." : null;
            if (outcome.Accepted) text = "";
        }

        busy = false;
    }

    private void Forget() => (preview, done, problem) = (null, null, null);
}
