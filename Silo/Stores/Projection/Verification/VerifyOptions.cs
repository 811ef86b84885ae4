using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Reels.Silo.Stores.Projection.Verification;

/// <summary><c>Silo --verify</c>; section <c>Verify</c>.</summary>
internal sealed class VerifyOptions : IValidatableObject
{
    public const string Section = "Verify";

    /// <summary>What is verified, in this order.</summary>
    public static readonly string[] Kinds = ["profiles", "follows", "blocks", "likes", "reels", "lists"];

    /// <summary>
    /// Place after which to go on, as an earlier run printed it: kind and place, with a colon between. Null: from the
    /// beginning.
    /// </summary>
    public string? After { get; set; }

    /// <summary>The kind that <see cref="After"/> names.</summary>
    internal string Kind => After?.Split(':')[0] ?? Kinds[0];

    /// <summary>The place that <see cref="After"/> names.</summary>
    internal string Place => After is { } after && after.IndexOf(':') is var colon and >= 0 ? after[(colon + 1)..] : "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Kinds.Contains(Kind))
        {
            yield return new($"{Section}:{nameof(After)} must begin with one of: {string.Join(", ", Kinds)}.",
                [nameof(After)]);
        }
        else if (Place.Length > 0 && !IsPlace(Kind, Place))
        {
            yield return new($"{Section}:{nameof(After)} must be a place as an earlier run printed it.",
                [nameof(After)]);
        }
    }

    private static bool IsPlace(string kind, string place) => kind switch
    {
        "likes" => Guid.TryParse(place, CultureInfo.InvariantCulture, out _),
        "reels" or "lists" => long.TryParse(place, CultureInfo.InvariantCulture, out _),
        _ => true,
    };
}
