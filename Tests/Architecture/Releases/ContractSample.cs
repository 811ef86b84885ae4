using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans.Serialization.Invocation;

namespace Reels.Tests.Architecture.Releases;

/// <summary>Messages and calls with fixed values, and what is in them: each value by the ids that lead to it.</summary>
internal sealed class ContractSample
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly Stack<Type> _within = [];
    private int _number;

    /// <summary>A message, or any value that messages have, with other values in each place.</summary>
    public static object Of(Type type) => new ContractSample().Make(type)!;

    /// <summary>A call, as a caller sends it.</summary>
    public static IInvokable OfCall(Type invokable)
    {
        var call = (IInvokable)Activator.CreateInstance(invokable)!;
        var sample = new ContractSample();
        foreach (var parameter in Sent(call))
            call.SetArgument(parameter.Position, sample.Make(parameter.ParameterType)!);
        return call;
    }

    /// <summary>Lines such as <c>2.0 String = s7</c>: the ids, the type that the contract states, the value.</summary>
    public static IEnumerable<string> Describe(object sample) => sample is IInvokable call
        ? Sent(call).SelectMany(parameter => Describe(
            $"{parameter.Position}", parameter.ParameterType, call.GetArgument(parameter.Position)))
            .Append($"answer {Name(call.GetMethod().ReturnType)}")
        : Describe("", sample.GetType(), sample);

    public static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Name(value) + "?";
        var name = Contracts.Alias(type) ?? Contracts.Name(type).Split('<')[0];
        return type.IsGenericType
            ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    /// <summary>A cancellation token crosses as a call of its own.</summary>
    private static IEnumerable<ParameterInfo> Sent(IInvokable call) => call.GetMethod().GetParameters()
        .Where(parameter => parameter.ParameterType != typeof(CancellationToken));

    private static IEnumerable<string> Describe(string path, Type type, object? value)
    {
        if (value is null || IsDefaultArray(value))
            return [$"{path} {Name(type)} = null"];
        if (value is IList { Count: var count } items)
        {
            return items.Cast<object>().SelectMany((item, index) => Describe($"{path}[{index}]", item.GetType(), item))
                .Prepend($"{path} {Name(type)} = {count}");
        }

        if (value is not Enum && Contracts.IsOurs(value.GetType()))
        {
            return Contracts.State(value.GetType()).OrderBy(member => member.Id).SelectMany(member => Describe(
                $"{path}.{member.Id}", member.Type, member.Field.GetValue(value)));
        }

        var text = value switch
        {
            Enum number => number.ToString("D"),
            DateTimeOffset at => at.ToString("O", CultureInfo.InvariantCulture),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
        return [$"{path} {Name(type)} = {text}"];
    }

    /// <summary>What a field holds that the sender doesn't know.</summary>
    private static bool IsDefaultArray(object value) => value.GetType() is { IsGenericType: true } type
        && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
        && (bool)type.GetProperty(nameof(ImmutableArray<>.IsDefault))!.GetValue(value)!;

    private object? Make(Type type)
    {
        _number++;
        if (Nullable.GetUnderlyingType(type) is { } nullable)
            return Make(nullable);
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().Last();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return MakeArray(type.GetGenericArguments()[0]);
        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => $"s{_number}",
            TypeCode.Int32 => _number,
            // More than 32 bits.
            TypeCode.Int64 => (1L << 40) + _number,
            TypeCode.Boolean => true,
            _ when type == typeof(Guid) => new Guid(_number, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]),
            _ when type == typeof(DateTimeOffset) => Start.AddMilliseconds(_number),
            _ when type == typeof(TimeSpan) => TimeSpan.FromMilliseconds(_number),
            _ when Contracts.IsOurs(type) => _within.Contains(type) ? null : MakeMessage(type),
            _ => throw new NotSupportedException($"Add a fixed value of {type} to {nameof(ContractSample)}."),
        };
    }

    private object MakeArray(Type item)
    {
        var items = Make(item) is { } one ? Array.CreateInstance(item, 1) : Array.CreateInstance(item, 0);
        if (items.Length > 0)
            items.SetValue(Make(item), 0);
        return typeof(ImmutableArray).GetMethods()
            .Single(method => method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [var parameter]
                && parameter.ParameterType.IsArray)
            .MakeGenericMethod(item).Invoke(null, [items])!;
    }

    private object MakeMessage(Type type)
    {
        _within.Push(type);
        var message = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var member in Contracts.State(type).OrderBy(member => member.Id))
            member.Field.SetValue(message, Make(member.Type));
        _within.Pop();
        return message;
    }
}
