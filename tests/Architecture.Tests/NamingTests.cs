using System.Reflection;
using Xunit;

namespace HoopLike.Architecture.Tests;

public sealed class NamingTests
{
    static readonly string[] emptyNouns = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Misc", "Impl"];

    public static TheoryData<string, string> Products => new() { { "Shared", "HoopLike.Shared" }, { "Agent", "hooplike" }, { "Console", "HoopLike.Console" } };

    [Theory]
    [MemberData(nameof(Products))]
    public void No_type_has_a_name_that_says_nothing(string project, string assembly)
    {
        var faults = Product.Types(project, assembly).Where(t => emptyNouns.Any(n => t.Name.EndsWith(n, StringComparison.Ordinal))).Select(t => t.FullName!);
        Faults.None(faults, "Name the type after what it is.");
    }

    [Theory]
    [MemberData(nameof(Products))]
    public void Classes_are_sealed_abstract_static_or_inherited_from(string project, string assembly)
    {
        var types = Product.Types(project, assembly).ToList();
        var bases = types.Select(t => t.BaseType).OfType<Type>().Select(b => b.IsGenericType ? b.GetGenericTypeDefinition() : b).ToHashSet();
        var faults = from type in types
                     where type.IsClass && !type.IsSealed && !type.IsAbstract && !bases.Contains(type)
                     where !IsMade(type) && !IsComponent(type)
                     select type.FullName;
        Faults.None(faults, "Seal the class, or inherit from it.");
    }

    [Theory]
    [MemberData(nameof(Products))]
    public void Types_that_come_from_outside_are_immutable(string project, string assembly)
    {
        var faults = from type in Product.Types(project, assembly)
                     where type.Name.EndsWith("Config", StringComparison.Ordinal) && !type.IsInterface
                     from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                     where property.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit")
                     select $"{type.FullName}.{property.Name}";
        Faults.None(faults, "The suffix Config says immutable, from outside: make the property init-only, or name the type for what it is.");
    }

    [Fact]
    public void Pages_of_the_console_end_in_Page()
    {
        var faults = from file in Repository.FilesUnder("Console/Components", ".razor")
                     let isPage = Repository.Lines(file).Any(line => line.StartsWith("@page ", StringComparison.Ordinal))
                     where isPage != file.EndsWith("Page.razor", StringComparison.Ordinal) || (isPage && !file.Contains("/Pages/", StringComparison.Ordinal))
                     select file;
        Faults.None(faults, "What has an address of its own is in Components/Pages and ends in Page.razor; what has none is part of a page or a control and does not.");
    }

    /// <summary>What a compiler or generator wrote: Razor components, migrations, nested closures, the program itself.</summary>
    static bool IsMade(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal) || type.Name is "Program" or "_Imports" ||
        type.Namespace?.Contains("Migrations", StringComparison.Ordinal) == true ||
        type.GetInterfaces().Any(i => i.Name == "IComponent");

    /// <summary>Razor declares the class of a component itself, unsealed.</summary>
    static bool IsComponent(Type type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (t.FullName == "Microsoft.AspNetCore.Components.ComponentBase") return true;
        }

        return false;
    }
}
