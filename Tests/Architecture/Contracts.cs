using System.Collections.Immutable;
using System.Reflection;
using Orleans.Serialization.Invocation;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Tests.Architecture;

/// <summary>
/// All types of this product that cross a wire, found by reflection: interfaces, their messages, and the members of
/// those.
/// </summary>
internal static class Contracts
{
    private const BindingFlags AllInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    private static readonly ImmutableArray<Assembly> Ours = [typeof(Position).Assembly, typeof(IReelStore).Assembly];

    public static ImmutableArray<Type> Interfaces { get; } =
        [.. OurTypes().Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type))
            .OrderBy(type => type.Name, StringComparer.Ordinal)];

    public static ImmutableArray<Type> Grains { get; } =
        [.. OurTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IGrain).IsAssignableFrom(type))
            .OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>What is marked as a message, and what any interface carries whether marked or not.</summary>
    public static ImmutableArray<Type> Messages { get; } =
        [.. OurTypes().Where(type => type.IsDefined(typeof(GenerateSerializerAttribute))).Union(Carried())
            .Where(type => !type.IsEnum).OrderBy(type => type.Name, StringComparer.Ordinal)];

    public static ImmutableArray<Type> Enums { get; } =
        [.. Carried().Where(type => type.IsEnum).OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>Messages without open parameters, and those that interfaces close, such as a page of reels.</summary>
    public static ImmutableArray<Type> Closed { get; } =
        [.. Interfaces.SelectMany(type => type.GetMethods())
            .SelectMany(method => method.ReturnType.GetGenericArguments())
            .Where(type => type.IsConstructedGenericType && IsOurs(type))
            .Concat(Messages.Where(type => !type.IsGenericTypeDefinition)).Distinct()];

    /// <summary>What a caller sends, for each method of an interface: classes that Orleans generates.</summary>
    public static ImmutableArray<Type> Calls { get; } =
        [.. Ours.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }
                && typeof(IInvokable).IsAssignableFrom(type))];

    public static bool IsOurs(Type type) => Ours.Contains(type.Assembly);

    public static string? Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    public static string? GrainType(Type grain) => grain.CustomAttributes
        .FirstOrDefault(
            attribute =>
                attribute.AttributeType == typeof(GrainTypeAttribute))?.ConstructorArguments[0].Value as string;

    /// <summary>
    /// The state of a message: its automatic properties and fields, each with its id on the wire.
    /// </summary>
    public static IEnumerable<(uint? Id, string Name, Type Type, FieldInfo Field)> State(Type message)
    {
        foreach (var field in message.GetFields(AllInstance)
            .Where(each => !each.IsDefined(typeof(NonSerializedAttribute))))
        {
            var property = field.Name.StartsWith('<')
                ? message.GetProperty(field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)], AllInstance)
                : null;
            var member = (MemberInfo?)property ?? field;
            yield return (member.GetCustomAttribute<IdAttribute>()?.Id, member.Name, field.FieldType, field);
        }
    }

    public static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Name(value) + "?";
        var name = type.IsArray ? Name(type.GetElementType()!) + "[]" : type.Name;
        if (!type.IsGenericType)
            return name;
        var arguments = type.GetGenericArguments().Select(Name);
        return $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", arguments)}>";
    }

    private static IEnumerable<Type> OurTypes() => Ours
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Namespace?.StartsWith("Reels.", StringComparison.Ordinal) == true
            && !type.FullName!.Contains("OrleansCodeGen", StringComparison.Ordinal));

    private static HashSet<Type> Carried()
    {
        var found = new HashSet<Type>();
        var waiting = new Stack<Type>(
            Interfaces.SelectMany(type => type.GetMethods())
                .SelectMany(
                    method => method.GetParameters().Select(parameter => parameter.ParameterType)
                        .Append(method.ReturnType)));
        while (waiting.TryPop(out var type))
        {
            foreach (var argument in type.GetGenericArguments())
                waiting.Push(argument);
            if (type.GetElementType() is { } element)
                waiting.Push(element);
            var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
            if (!IsOurs(definition) || definition.IsInterface || definition.IsGenericParameter
                || !found.Add(definition) || definition.IsEnum)
            {
                continue;
            }
            foreach (var (_, _, member, _) in State(definition))
                waiting.Push(member);
        }

        return found;
    }
}
