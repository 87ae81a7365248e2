using System.Reflection;
using System.Runtime.Loader;

namespace HoopLike.Architecture.Tests;

/// <summary>The programs as they were built, loaded with their own dependencies and never run.</summary>
static class Product
{
    static readonly Dictionary<string, Assembly> loaded = [];

    public static Assembly Load(string project, string assembly)
    {
        lock (loaded)
        {
            if (loaded.TryGetValue(assembly, out var known)) return known;
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            var file = Path.Combine(Repository.Root, project, "bin", configuration, "net10.0", assembly + ".dll");
            if (!File.Exists(file)) throw new InvalidOperationException($"{file} is not there: build {project} in {configuration} first.");
            return loaded[assembly] = new ProductContext(file).LoadFromAssemblyPath(file);
        }
    }

    public static IEnumerable<Type> Types(string project, string assembly) =>
        Load(project, assembly).GetTypes().Where(t => TypeUses.NamespaceOf(t)?.StartsWith("HoopLike.", StringComparison.Ordinal) == true);

    sealed class ProductContext(string file) : AssemblyLoadContext(file)
    {
        readonly AssemblyDependencyResolver resolver = new(file);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }
}
