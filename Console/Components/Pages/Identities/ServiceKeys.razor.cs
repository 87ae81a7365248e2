using HoopLike.Console.Audit;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>The keys of a service account: who made them, whether they are used, a new one and the end of an old one.</summary>
public sealed partial class ServiceKeys
{
    private static readonly (int Days, string Words)[] lives = [(1, "a day"), (7, "a week"), (30, "30 days"), (90, "90 days"), (365, "a year")];
    private bool isAsking;
    private bool busy;
    private int days;
    private ConfigOutcome? outcome;
    private Secret? made;

    [Parameter, EditorRequired]
    public string Account { get; set; } = "";

    /// <summary>The newest first, expired ones too.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ServiceAccountKeyEntity> Keys { get; set; } = [];

    [Parameter]
    public bool MayChange { get; set; }

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private IdentityDesk Desk { get; set; } = default!;

    [Inject]
    private Prompts Prompts { get; set; } = default!;

    private bool IsFull => Keys.Count(k => k.IsValid(Time.GetUtcNow())) >= ServiceAccountKey.MostKeys;

    private string MadeWords => IsFull ? "The key of before works as well until you revoke it: give this one to the programs first." : "Give it to the programs that connect as this account.";

    private async Task MakeAsync()
    {
        if (!MayChange || busy) return;
        busy = true;
        (outcome, made) = await Desk.AddKeyAsync(Account, days == 0 ? null : Time.GetUtcNow().AddDays(days), Actor, CancellationToken.None);
        (busy, isAsking, days) = (false, false, 0);
        await OnChanged.InvokeAsync();
    }

    private async Task RevokeAsync(ServiceAccountKeyEntity key)
    {
        var used = key.LastUsedAt is { } at ? $"It was last used {Ages.Of(at, Time.GetUtcNow())}{(key.LastUsedFrom is { } from ? $", from {from}" : "")}." : "It was never used.";
        var rest = Keys.Any(k => k.Id != key.Id && k.IsValid(Time.GetUtcNow())) ? "Sessions on the other key go on." : "No other key is valid: nothing can connect as this account until there is a new one.";
        if (!MayChange || busy || !await Prompts.ConfirmAsync($"Revoke the key {key.Prefix}…?", $"{used} It stops working at once, and sessions that began with it end within a second. {rest}", "Revoke it")) return;
        busy = true;
        outcome = await Desk.RevokeKeyAsync(Account, key.Id, Actor, CancellationToken.None);
        busy = false;
        await OnChanged.InvokeAsync();
    }
}
