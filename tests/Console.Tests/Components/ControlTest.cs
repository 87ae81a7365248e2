using System.Runtime.CompilerServices;
using Bunit;
using HoopLike.Console.Components.Controls;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace HoopLike.Console.Tests.Components;

/// <summary>A test of controls: renders them without a server and a browser.</summary>
public abstract class ControlTest : BunitContext
{
    protected ControlTest()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
        Services.AddScoped<Prompts>();
        Services.AddSingleton<TimeProvider>(Time);
        // bunit makes one for each context, out of a package that is not there; comparing markup, which would need it, is not what we do.
        var comparer = typeof(BunitContext).Assembly.GetType("Bunit.Diffing.HtmlComparer", throwOnError: true)!;
        Services.Add(ServiceDescriptor.Singleton(comparer, RuntimeHelpers.GetUninitializedObject(comparer)));
    }

    protected Fixtures.ManualTime Time { get; } = new();
}
