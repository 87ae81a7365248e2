using System.Net;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace HoopLike.Console.Components.Pages.Connect;

/// <summary>Where somebody confirms that a command line may act as they (RFC 8628, section 3.3). The code that comes in the address is shown and still wants a click.</summary>
public sealed partial class DevicePage
{
    private DeviceCodeEntity? waiting;
    private string typed = "";
    private string? problem;
    private string? done;
    private bool confirmed;
    private bool busy;

    [Inject]
    private DeviceFlow Devices { get; set; } = default!;

    [Inject]
    private Doors Doors { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Code { get; set; }

    protected override IReadOnlyList<string> Topics => [];

    protected override async Task LoadAsync()
    {
        if (Code is null || done is not null || waiting is not null) return;
        typed = Code;
        await FindAsync();
    }

    private async Task FindAsync()
    {
        var address = IPAddress.TryParse(Actor.Address, out var parsed) ? parsed : null;
        if (Doors.IsShut(Door.Device, address))
        {
            problem = Doors.Shut;
            return;
        }

        waiting = await Devices.FindAsync(typed, Gone);
        problem = waiting is null ? "No command line waits under this code. Codes are good for ten minutes and once; start again in the terminal." : null;
        if (waiting is null) await Doors.FailedAsync(Door.Device, address, Gone);
    }

    private Task ConfirmAsync() => DecideAsync(async code =>
    {
        confirmed = (await State).User.SignIn() is { } browser && await Devices.ApproveAsync(code, browser, Actor, Gone);
        return confirmed ? "The command line is signed in." : null;
    });

    private Task DenyAsync() => DecideAsync(async code => await Devices.DenyAsync(code, Actor, Gone) ? "Refused: the command line stays signed out." : null);

    private async Task DecideAsync(Func<string, Task<string?>> decide)
    {
        if (waiting is null || busy) return;
        busy = true;
        done = await decide(waiting.UserCode);
        if (done is null) (problem, waiting) = ("The code has expired or was decided elsewhere. Start again in the terminal.", null);
        busy = false;
    }
}
