using Microsoft.OpenApi;

namespace Reels.Api.Documentation;

/// <summary>Descriptions of the groups of operations, in the order of the document.</summary>
internal static class OperationTags
{
    public static ISet<OpenApiTag> All => new HashSet<OpenApiTag>
    {
        new() { Name = "Auth", Description = "Registration, sign-in and tokens." },
        new() { Name = "Users", Description = "Profiles." },
        new() { Name = "Follows", Description = "Following users; followers and followees." },
        new() { Name = "Blocks", Description = "Blocking users." },
        new() { Name = "Media", Description = "Uploads, and the bytes of pictures and videos." },
        new() { Name = "Reels", Description = "Reels, and the feed." },
        new() { Name = "Likes", Description = "Likes of reels." },
        new() { Name = "Comments", Description = "Comments on reels, and their replies." },
        new() { Name = "Stories", Description = "Stories, which expire." },
        new() { Name = "Search", Description = "Search for users." },
        new() { Name = "Reports", Description = "Reports to the operators." },
        new() { Name = "Limits", Description = "Upload and text limits." },
        new() { Name = "Health", Description = "Health of this node and its stores." },
    };
}
