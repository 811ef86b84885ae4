namespace Reels.Hosting.Resilience;

/// <summary>Lets tests cut an adapter off between the commands that one of its calls makes.</summary>
public interface ICommandProbe
{
    /// <summary>Runs before a command is sent; if it throws, the command isn't.</summary>
    /// <param name="name"><c>read</c> or <c>write</c>, and the method of the adapter.</param>
    Task BeforeAsync(string name);

    /// <summary>Runs after a command took effect; if it throws, the adapter gets no answer.</summary>
    /// <inheritdoc cref="BeforeAsync"/>
    Task AfterAsync(string name);
}
