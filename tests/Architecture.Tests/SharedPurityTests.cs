using Xunit;

namespace HoopLike.Architecture.Tests;

public sealed class SharedPurityTests
{
    static readonly string[] impure =
    [
        "System.Net.Sockets", "System.Net.Http", "System.Net.WebSockets", "System.Net.Security", "System.Net.Requests", "System.Data",
        "System.IO.Pipes", "System.Diagnostics.Process", "System.Console", "Microsoft.Extensions", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Npgsql", "Serilog",
    ];

    [Fact]
    public void Shared_references_no_sockets_no_injection_no_logging_and_no_store()
    {
        var references = Product.Load("Shared", "HoopLike.Shared").GetReferencedAssemblies().Select(r => r.Name!);
        Faults.None(references.Where(r => impure.Any(i => r == i || r.StartsWith(i + ".", StringComparison.Ordinal))),
            "Shared is pure: pass the value in, or move the type to Agent or Console.");
    }

    [Fact]
    public void Shared_asks_no_clock_but_the_one_it_is_given()
    {
        var faults = from file in Repository.FilesUnder("Shared", ".cs")
                     from line in Repository.Lines(file).Select((text, index) => (text, index))
                     where new[] { "DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "TimeProvider.System", "Environment.GetEnvironmentVariable" }.Any(line.text.Contains)
                     select $"{file}:{line.index + 1}: {line.text.Trim()}";
        Faults.None(faults, "Take the time or the setting as a parameter.");
    }
}
