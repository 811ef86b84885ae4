namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>
/// The data folder can't be used by this process; the message tells an operator why. The host prints it and exits with
/// 1.
/// </summary>
internal sealed class EmbeddedDataRefusedException : Exception
{
    public EmbeddedDataRefusedException()
    {
    }

    public EmbeddedDataRefusedException(string message)
        : base(message)
    {
    }

    public EmbeddedDataRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
