using System.Globalization;
using System.Text.Json;
using HoopLike.Console.Sessions.Replay.Bodies;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Sessions.Requests;

/// <summary>JSON as a tree that opens and closes, with keys as trees have them (sessions.js), a search, and copies of paths and values.</summary>
public sealed partial class JsonTree
{
    /// <summary>Lines that are open by themselves.</summary>
    private const int OpenAtFirst = 40;

    private const int MostHits = 200;
    private const int MostCopied = 64 * 1024;

    private readonly string id = $"json-{Guid.NewGuid():N}";
    private readonly HashSet<string> open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> room = new(StringComparer.Ordinal);
    private List<JsonTreeRow> rows = [];
    private JsonElement root;
    private string? read;
    private string selected = "$";
    private string words = "";
    private int hits;

    /// <summary>Valid JSON: an object or an array.</summary>
    [Parameter, EditorRequired]
    public string Json { get; set; } = "";

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Inject]
    private BrowserSide Browser { get; set; } = default!;

    private string Said => words.Length == 0 ? "" : hits >= MostHits ? $"{MostHits} hits and more" : $"{hits} {(hits == 1 ? "hit" : "hits")}";

    /// <summary>Null where it is too long.</summary>
    private string? SelectedValue => JsonTreeRows.At(root, selected)?.Shown() is { Length: <= MostCopied } text ? text : null;

    protected override void OnParametersSet()
    {
        if (read == Json) return;
        read = Json;
        root = JsonReading.Parse(Json)!.Value;
        (selected, words, hits) = ("$", "", 0);
        open.Clear();
        room.Clear();
        OpenSome();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await Browser.TreeAsync(id);
    }

    /// <summary>From the top, level by level: what fits is open.</summary>
    private void OpenSome()
    {
        open.Add("$");
        Lay();
        for (var grew = true; grew;)
        {
            grew = false;
            foreach (var closed in rows.Where(r => r.IsContainer && !r.IsOpen).Take(OpenAtFirst).ToList())
            {
                if (rows.Count + closed.Children > OpenAtFirst) continue;
                grew = open.Add(closed.Path);
                Lay();
            }
        }
    }

    private void Toggle(string path)
    {
        selected = path;
        if (!open.Remove(path)) open.Add(path);
        Lay();
    }

    private void More(string path)
    {
        room[path] = RoomOf(path) + JsonTreeRows.AtOnce;
        Lay();
    }

    private void OpenAll()
    {
        for (var before = -1; before != rows.Count && rows.Count < JsonTreeRows.Most;)
        {
            before = rows.Count;
            open.UnionWith(rows.Where(r => r.IsContainer).Select(r => r.Path));
            Lay();
        }
    }

    private void CloseAll()
    {
        open.Clear();
        open.Add("$");
        selected = "$";
        Lay();
    }

    private void Search(ChangeEventArgs e)
    {
        words = ((string?)e.Value ?? "").Trim();
        if (words.Length > 0)
        {
            var found = JsonTreeRows.Find(root, IsHit, MostHits);
            hits = found.Hits;
            open.UnionWith(found.Open);
            // What was found must be among the children that are listed.
            foreach (var path in found.Open) room[path] = int.MaxValue;
        }

        Lay();
    }

    private void Lay() => rows = JsonTreeRows.Of(root, open.Contains, RoomOf, IsHit);

    private int RoomOf(string path) => room.GetValueOrDefault(path, JsonTreeRows.AtOnce);

    private bool IsHit(string name, string value) => words.Length > 0 && (name.Contains(words, StringComparison.OrdinalIgnoreCase) || value.Contains(words, StringComparison.OrdinalIgnoreCase));

    private static string Indent(JsonTreeRow row) => string.Create(CultureInfo.InvariantCulture, $"padding-left: {(row.Level - 1) * 1.1 + .2:0.##}rem");
}
