using System.Reflection;
using System.Reflection.Emit;

namespace HoopLike.Architecture.Tests;

/// <summary>Which types a type uses: in its declaration, in signatures, and in the code of its methods.</summary>
static class TypeUses
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Dictionary<short, OpCode> opCodes = typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    public static HashSet<Type> Of(Type type)
    {
        var used = new HashSet<Type>();
        Add(used, type.BaseType);
        foreach (var contract in type.GetInterfaces()) Add(used, contract);
        foreach (var attribute in type.GetCustomAttributesData()) Add(used, attribute.AttributeType);
        foreach (var field in type.GetFields(Declared)) Add(used, field.FieldType);
        foreach (var property in type.GetProperties(Declared)) Add(used, property.PropertyType);
        foreach (var method in type.GetMethods(Declared)) AddMethod(used, method, method.ReturnType);
        foreach (var constructor in type.GetConstructors(Declared)) AddMethod(used, constructor, null);
        return used;
    }

    /// <summary>The namespace that a type stands in; compiler-made nested types stand where their outermost type does.</summary>
    public static string? NamespaceOf(Type type)
    {
        while (type.DeclaringType is not null) type = type.DeclaringType;
        return type.Namespace;
    }

    static void AddMethod(HashSet<Type> used, MethodBase method, Type? result)
    {
        Add(used, result);
        foreach (var parameter in method.GetParameters()) Add(used, parameter.ParameterType);
        if (method.GetMethodBody() is not { } body) return;
        foreach (var local in body.LocalVariables) Add(used, local.LocalType);
        foreach (var clause in body.ExceptionHandlingClauses)
            if (clause.Flags == ExceptionHandlingClauseOptions.Clause) Add(used, clause.CatchType);
        foreach (var token in Tokens(body.GetILAsByteArray() ?? [])) AddMember(used, Resolve(method, token));
    }

    static MemberInfo? Resolve(MethodBase method, int token)
    {
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethodDefinition ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, ofType, ofMethod);
    }

    static void AddMember(HashSet<Type> used, MemberInfo? member)
    {
        Add(used, member as Type ?? member?.DeclaringType);
        if (member is FieldInfo field) Add(used, field.FieldType);
        if (member is MethodInfo method)
        {
            Add(used, method.ReturnType);
            foreach (var argument in method.GetGenericArguments()) Add(used, argument);
        }
    }

    static void Add(HashSet<Type> used, Type? type)
    {
        if (type is null || type.IsGenericParameter) return;
        if (type.HasElementType) Add(used, type.GetElementType());
        else if (used.Add(type) && type.IsConstructedGenericType)
            foreach (var argument in type.GetGenericArguments()) Add(used, argument);
    }

    /// <summary>ECMA-335 III.1: one or two bytes of operation, then an operand whose size the operation tells.</summary>
    static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at];
            at += code[at] == 0xFE ? 2 : 1;
            var operand = opCodes[value].OperandType;
            if (operand is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok) yield return BitConverter.ToInt32(code, at);
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }
}
