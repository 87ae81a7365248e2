using System.Collections.Immutable;
using HoopLike.Console.Configuration;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>The form for a new service account.</summary>
public sealed partial class AddServiceAccount
{
    private static readonly string[] fields = [".name"];
    private ImmutableArray<string> groups = [];
    private Secret? made;

    [Parameter, EditorRequired]
    public IReadOnlyList<string> GroupNames { get; set; } = [];

    [Inject]
    private IdentityDesk Desk { get; set; } = default!;

    /// <summary>Who connects is told by the key; the user's name is free, and what a shell would take for more than a word is left out.</summary>
    private string UserForShell => Name.Trim() is { Length: > 0 } user && user.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? user : "me";

    private Task<bool> AddAsync() => SaveAsync(async () =>
    {
        var told = await Desk.AddServiceAccountAsync(Name.Trim(), groups, Actor, CancellationToken.None);
        made = told.Secret;
        return told.Outcome;
    });
}
