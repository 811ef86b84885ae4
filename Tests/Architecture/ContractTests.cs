using System.Reflection;
using Xunit;

namespace Reels.Tests.Architecture;

public sealed class ContractTests
{
    [Fact]
    public void Every_message_is_sealed_immutable_serializable_and_aliased() =>
        Assert.Empty(Contracts.Messages
        .Where(type => !(type.IsSealed
            && type.IsDefined(typeof(GenerateSerializerAttribute))
            && Contracts.Alias(type) is not null
            && (type.IsDefined(typeof(ImmutableAttribute)) || typeof(Exception).IsAssignableFrom(type))))
        .Select(type => type.FullName));

    [Fact]
    public void Every_member_of_a_message_has_its_own_id() => Assert.Empty(Contracts.Messages
        .Where(type => Contracts.State(type).Any(member => member.Id is null)
            || Contracts.State(type).DistinctBy(member => member.Id).Count() != Contracts.State(type).Count())
        .Select(type => type.FullName));

    [Fact]
    public void No_two_contracts_have_the_same_alias() => Assert.Empty(Contracts.Messages.Concat(Contracts.Interfaces)
        .GroupBy(Contracts.Alias)
        .Where(group => group.Count() > 1)
        .Select(group => group.Key));

    [Fact]
    public void Every_grain_interface_and_each_of_its_methods_has_an_alias() => Assert.Empty(Contracts.Interfaces
        .SelectMany(
            type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
                .Prepend<MemberInfo>(type))
        .Where(member => Contracts.Alias(member) is null)
        .Select(member => $"{member.DeclaringType?.Name}.{member.Name}"));

    [Fact]
    public void Every_grain_is_sealed_and_names_its_type() => Assert.Empty(Contracts.Grains
        .Where(type => !type.IsSealed || Contracts.GrainType(type) is null)
        .Select(type => type.FullName));
}
