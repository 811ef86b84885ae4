namespace Reels.Standalone.Demo.Texts;

/// <summary>Texts of comments, replies and stories.</summary>
internal static class DemoTalk
{
    public static IReadOnlyList<string> Comments { get; } =
    [
        "This is gorgeous 😍",
        "Okay, wow.",
        "I needed this today, thank you.",
        "How do you do this every time?",
        "Print it. I will buy it.",
        "Stop it, this is too good 👏",
        "The colours!",
        "Saving this one.",
        "I can almost smell it.",
        "Take me with you next time!",
        "My favourite of yours so far.",
        "So peaceful.",
        "Is this where you went last week?",
        "Wallpaper material.",
        "Ten out of ten, no notes.",
        "I showed this to my mum and she gasped.",
        "You make me want to go outside.",
        "Beautiful light.",
        "Absolutely stunning ✨",
        "This made my morning.",
        "More of these, please 🙏",
        "I have been looking at this for five minutes.",
        "What a mood.",
        "Teach me your ways.",
        "Perfect caption too 😂",
        "The composition is so good.",
        "Jealous, in the nicest way.",
        "Oh, I know this feeling.",
        "Frame it!",
        "Love love love ❤️",
        "That corner on the left, though.",
        "You never miss.",
        "I want to live in this picture.",
        "Sending this to my sister.",
        "Simple and lovely.",
        "🔥🔥🔥",
        "👏👏",
        "😍",
        "❤️",
        "Magic.",
    ];

    public static IReadOnlyList<string> Replies { get; } =
    [
        "Thank you so much! 🙏",
        "You are too kind.",
        "Next time you are coming along!",
        "It was even better in person.",
        "Ha, exactly!",
        "That means a lot, truly.",
        "Deal 🤝",
        "A lot of waiting and a bit of luck.",
        "Just my phone, I promise.",
        "Agreed.",
        "I will, I will!",
        "Same here.",
        "Come visit, I will show you around.",
        "You should post yours too!",
        "Happy to hear that 😊",
        "Not telling, it is a secret 🤫",
        "Third try, if I am honest.",
        "Tell your mum hello!",
        "Any time.",
        "Right?",
    ];

    public static IReadOnlyList<string> Stories { get; } =
    [
        "Good morning ☀️",
        "On the way",
        "Work in progress",
        "Today’s view",
        "Guess where 👀",
        "Short break",
        "Back at it",
        "Weekend mode on",
        "Thinking about dinner already",
        "New post soon!",
        "Thank you all ❤️",
        "Small joys",
    ];
}
