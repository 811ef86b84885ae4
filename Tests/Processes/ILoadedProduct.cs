namespace Reels.Tests.Processes;

/// <summary>A running product, parts of which are killed while clients use it.</summary>
internal interface ILoadedProduct
{
    HttpClient Client { get; }

    /// <summary>
    /// Send until there is an answer: a request that was cut off is repeated as soon as the product is back.
    /// </summary>
    Task<T> AnsweredAsync<T>(Func<Task<T>> send);
}
