using System.Text.RegularExpressions;
using Xunit;

namespace HoopLike.Architecture.Tests;

public sealed partial class ArrowTests
{
    public static TheoryData<string> Programs => ["Agent", "Console"];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Compiled_code_uses_only_rooms_below_its_own(string program)
    {
        var plan = PlanOf(program);
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in Product.Types(plan.Project, plan.Assembly))
            if (plan.RoomOf(TypeUses.NamespaceOf(type)) is { } from)
                foreach (var used in TypeUses.Of(type))
                    if (plan.RoomOf(TypeUses.NamespaceOf(used)) is { } to && !plan.MayUse(from, to))
                        faults.Add($"{type.FullName} ({from}) uses {used.FullName} ({to}).");
        Faults.None(faults, "Turn the dependency round: let the lower room declare what it needs (an interface, an event, a delegate) and the upper one supply it.");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Source_files_import_only_rooms_below_their_own(string program)
    {
        var plan = PlanOf(program);
        var faults = from file in Repository.FilesUnder(plan.Project, ".cs", ".razor")
                     let parts = file.Split('/')
                     where parts.Length > 2 && plan.Knows(parts[1])
                     from line in Repository.Lines(file)
                     let import = Import().Match(line)
                     where import.Success
                     let room = plan.RoomOf(import.Groups[1].Value)
                     where room is not null && !plan.MayUse(parts[1], room)
                     select $"{file}: {line.Trim()}";
        Faults.None(faults, "A room may import its own floor and those below; RoomPlan.cs has the floors.");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Every_room_stands_in_the_plan(string program)
    {
        var plan = PlanOf(program);
        var faults = from type in Product.Types(plan.Project, plan.Assembly)
                     let room = plan.RoomOf(TypeUses.NamespaceOf(type))
                     where room is not null && !plan.Knows(room)
                     select $"{room} ({type.FullName})";
        Faults.None(faults.Distinct(), "Put the type into a room of the plan, or give the new room a floor in RoomPlan.cs and in the README.");
    }

    [Theory]
    [InlineData("Agent", "hooplike", "HoopLike.Console")]
    [InlineData("Console", "HoopLike.Console", "hooplike")]
    [InlineData("Shared", "HoopLike.Shared", "hooplike")]
    [InlineData("Shared", "HoopLike.Shared", "HoopLike.Console")]
    public void Programs_never_reference_each_other(string project, string assembly, string other)
    {
        var references = Product.Load(project, assembly).GetReferencedAssemblies().Select(r => r.Name);
        Faults.None(references.Where(r => r == other), $"{project} must not know {other}: what both need belongs in Shared.");
    }

    [Fact]
    public void Files_stand_in_the_namespace_of_their_folder()
    {
        var faults = from project in new[] { "Shared", "Agent", "Console" }
                     from file in Repository.FilesUnder(project, ".cs")
                     where !file.Contains("/Migrations/", StringComparison.Ordinal)
                     let space = Repository.Lines(file).Select(l => Space().Match(l)).FirstOrDefault(m => m.Success)?.Groups[1].Value
                     where space is not null
                     let folder = "HoopLike." + Path.GetDirectoryName(file)!.Replace('/', '.')
                     where space != folder
                     select $"{file}: namespace {space}, folder {folder}";
        Faults.None(faults, "Move the file, or correct its namespace: the arrows are checked by namespace.");
    }

    static RoomPlan PlanOf(string program) => program == "Agent" ? RoomPlan.Agent : RoomPlan.Console;

    [GeneratedRegex(@"^@?(?:global )?using (?:static )?(?:\w+ = )?([\w.]+);?\s*$")]
    private static partial Regex Import();

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex Space();
}
