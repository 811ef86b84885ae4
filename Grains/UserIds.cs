namespace Reels.Grains;

/// <summary>
/// User ids are 32 hex characters on every wire and in every store. Memory that keeps many of them packs each into 16
/// bytes.
/// </summary>
internal static class UserIds
{
    /// <exception cref="FormatException">The text is not 32 hex characters.</exception>
    public static Guid Pack(string userId) => Guid.ParseExact(userId, "N");

    public static string Unpack(Guid packed) => packed.ToString("N");
}
