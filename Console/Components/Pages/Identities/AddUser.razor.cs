using System.Collections.Immutable;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Identities;

/// <summary>The form for a new local account.</summary>
public sealed partial class AddUser
{
    private static readonly string[] fields = [".name", ".password"];
    private ImmutableArray<string> groups = [];
    private string? typed;
    private Secret? made;

    [Parameter, EditorRequired]
    public IReadOnlyList<string> GroupNames { get; set; } = [];

    private async Task AddAsync()
    {
        var password = typed is null ? IdentityDesk.NewPassword() : new Secret(typed);
        if (!await SaveAsync(new UserConfig(Name.Trim(), groups, password))) return;
        if (typed is null) made = password;
        else await OnClose.InvokeAsync();
    }
}
