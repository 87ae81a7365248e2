using System.Collections.Immutable;

namespace HoopLike.Shared.Http;

/// <summary>
/// Reads the operations of a GraphQL document with the fields at their roots. Every operation counts, whichever <c>operationName</c> chooses; <c>@skip</c> and <c>@include</c> are taken to show the field.
/// What it does not read is said not to be readable: definitions of types, fragments that are missing, twice there or in a circle, braces that do not close.
/// </summary>
internal ref struct GraphqlReading
{
    /// <summary>Characters; a longer document is not read.</summary>
    private const int Longest = 256 * 1024;
    /// <summary>Fragments inside each other, and inline ones: a document that goes deeper is not read.</summary>
    private const int Deepest = 64;
    private const int MostOperations = 32;

    private readonly Dictionary<string, RootSelection> fragments = new(StringComparer.Ordinal);
    private readonly List<(GraphqlKind Kind, RootSelection Roots)> operations = [];
    private GraphqlLexer lexer;

    private GraphqlReading(string document) => lexer = new GraphqlLexer(document);

    public static HttpFact<GraphqlOperation> Read(string document)
    {
        if (document.Length > Longest) return new HttpFact<GraphqlOperation>([], $"the GraphQL document is longer than {Longest} characters");
        var reading = new GraphqlReading(document);
        try
        {
            reading.Definitions();
            var found = ImmutableArray.CreateBuilder<GraphqlOperation>();
            foreach (var (kind, roots) in reading.operations)
            {
                var fields = new HashSet<string>(StringComparer.Ordinal);
                reading.Collect(roots, fields, new Dictionary<string, bool>(StringComparer.Ordinal), 0);
                found.Add(new GraphqlOperation(kind, [.. fields.Order(StringComparer.Ordinal)]));
            }

            return new HttpFact<GraphqlOperation>(found.ToImmutable(), found.Count == 0 ? "the GraphQL document has no operation" : null);
        }
        catch (FormatException unreadable)
        {
            return new HttpFact<GraphqlOperation>([], unreadable.Message);
        }
    }

    private void Definitions()
    {
        lexer.Next();
        while (lexer.Kind != GraphqlToken.End)
        {
            if (operations.Count > MostOperations) throw new FormatException($"the GraphQL document has more than {MostOperations} operations");
            if (lexer.Kind == GraphqlToken.Text) lexer.Next();
            if (lexer.Is('{'))
            {
                operations.Add((GraphqlKind.Query, Selections(0)));
                continue;
            }

            GraphqlKind? kind = lexer.IsName("query") ? GraphqlKind.Query : lexer.IsName("mutation") ? GraphqlKind.Mutation : lexer.IsName("subscription") ? GraphqlKind.Subscription : null;
            if (kind is { } operation)
            {
                lexer.Next();
                if (lexer.Kind == GraphqlToken.Name) lexer.Next();
                ToSelections();
                operations.Add((operation, Selections(0)));
            }
            else if (lexer.IsName("fragment"))
            {
                lexer.Next();
                var name = Name();
                ToSelections();
                if (!fragments.TryAdd(name, Selections(0))) throw new FormatException("the GraphQL document has a fragment twice");
            }
            else
            {
                throw new FormatException("the GraphQL document cannot be read");
            }
        }
    }

    /// <summary>Over variables, type conditions and directives; a brace inside of parentheses is a value.</summary>
    private void ToSelections()
    {
        while (!lexer.Is('{'))
        {
            if (lexer.Is('(')) Skip();
            else if (lexer.Kind is GraphqlToken.Name || lexer.Is('@')) lexer.Next();
            else throw new FormatException("the GraphQL document cannot be read");
        }
    }

    private RootSelection Selections(int depth)
    {
        if (depth > Deepest) throw new FormatException($"the GraphQL document is nested more than {Deepest} deep");
        var roots = new RootSelection([], []);
        lexer.Next();
        while (!lexer.Is('}'))
        {
            if (lexer.Kind == GraphqlToken.Spread) Spread(roots, depth);
            else Field(roots);
        }

        lexer.Next();
        return roots;
    }

    private void Spread(RootSelection roots, int depth)
    {
        lexer.Next();
        if (lexer.Kind == GraphqlToken.Name && !lexer.IsName("on"))
        {
            roots.Fragments.Add(Name());
            Directives();
            return;
        }

        if (lexer.IsName("on"))
        {
            lexer.Next();
            Name();
        }

        Directives();
        if (!lexer.Is('{')) throw new FormatException("the GraphQL document cannot be read");
        var inline = Selections(depth + 1);
        roots.Fields.AddRange(inline.Fields);
        roots.Fragments.AddRange(inline.Fragments);
    }

    private void Field(RootSelection roots)
    {
        var name = Name();
        if (lexer.Is(':'))
        {
            lexer.Next();
            name = Name();
        }

        roots.Fields.Add(name);
        if (lexer.Is('(')) Skip();
        Directives();
        if (lexer.Is('{')) Skip();
    }

    private void Directives()
    {
        while (lexer.Is('@'))
        {
            lexer.Next();
            Name();
            if (lexer.Is('(')) Skip();
        }
    }

    /// <summary>From a bracket over the one that closes it.</summary>
    private void Skip()
    {
        var open = new Stack<char>();
        do
        {
            if (lexer.Kind is GraphqlToken.End or GraphqlToken.Wrong) throw new FormatException("the GraphQL document cannot be read");
            if (lexer.Kind == GraphqlToken.Punctuator)
            {
                var c = lexer.Value[0];
                if (c is '(' or '[' or '{') open.Push(c switch { '(' => ')', '[' => ']', _ => '}' });
                else if (c is ')' or ']' or '}' && open.Pop() != c) throw new FormatException("the GraphQL document has brackets that do not match");
            }

            lexer.Next();
        }
        while (open.Count > 0);
    }

    private string Name()
    {
        if (lexer.Kind != GraphqlToken.Name) throw new FormatException("the GraphQL document cannot be read");
        var name = lexer.Value.ToString();
        lexer.Next();
        return name;
    }

    /// <param name="visited">Each fragment is read once, however often it is spread: false while it is being read.</param>
    private readonly void Collect(RootSelection roots, HashSet<string> fields, Dictionary<string, bool> visited, int depth)
    {
        if (depth > Deepest) throw new FormatException($"the GraphQL document has fragments more than {Deepest} deep");
        fields.UnionWith(roots.Fields);
        foreach (var name in roots.Fragments)
        {
            if (visited.TryGetValue(name, out var isRead))
            {
                if (!isRead) throw new FormatException("the GraphQL document has fragments in a circle");
                continue;
            }

            if (!fragments.TryGetValue(name, out var fragment)) throw new FormatException("the GraphQL document spreads a fragment that it does not have");
            visited[name] = false;
            Collect(fragment, fields, visited, depth + 1);
            visited[name] = true;
        }
    }

    private sealed record RootSelection(List<string> Fields, List<string> Fragments);
}
