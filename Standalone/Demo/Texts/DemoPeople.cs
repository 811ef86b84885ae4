namespace Reels.Standalone.Demo.Texts;

/// <summary>A person of the demo world.</summary>
/// <param name="Themes">Themes of the assets that they post, the favourite first, separated by spaces.</param>
internal sealed record DemoPerson(string Username, string FullName, string Bio, string Themes);

internal static class DemoPeople
{
    /// <summary>
    /// In a fixed order: a person's index gives the number of their portrait, and the first is the one to sign in as.
    /// </summary>
    public static IReadOnlyList<DemoPerson> All { get; } =
    [
        new("aiko.tanaka", "Aiko Tanaka", "Film photographer in Kyoto. Slow mornings, fast trains. 📷", "city cat sea"),
        new("lucas_moreau", "Lucas Moreau", "Baker by night, cyclist by day 🥖🚲", "coffee houses"),
        new("amara.okafor", "Amara Okafor", "Architect. I draw cities and then walk through them.",
            "city tiles houses"),
        new("mateo.rivera", "Mateo Rivera", "Surf, salsa, and far too much coffee ☕", "sea coffee"),
        new("freya_lindqvist", "Freya Lindqvist", "Chasing northern lights from Tromsø to Kiruna ✨", "aurora forest"),
        new("priya.nair", "Priya Nair", "Botanical illustrator 🌿 prints in the shop", "plant flower"),
        new("owen.gallagher", "Owen Gallagher", "Sailor. If I'm not answering, the wind is good.", "sea forest"),
        new("zeynep_kaya", "Zeynep Kaya", "Istanbul rooftops and the cats that own them 🐈", "cat houses"),
        new("kwame.mensah", "Kwame Mensah", "Graphic designer. Circles, squares, and patience.", "tiles flow"),
        new("elena.petrova", "Elena Petrova", "Amateur astronomer, professional night owl 🔭", "planet aurora"),
        new("noah.schmidt", "Noah Schmidt", "Mountain guide in the Allgäu. Up early, up high.", "mountains forest"),
        new("mei.lin.chen", "Mei Lin Chen", "Tea, ceramics, and quiet colours.", "coffee flow flower"),
        new("santiago_v", "Santiago Vargas", "Documentary filmmaker. Currently: Atacama 🏜️", "dunes planet"),
        new("ines.carvalho", "Inês Carvalho", "Lisbon tiles, one walk at a time 💙", "tiles houses sea"),
        new("tariq.haddad", "Tariq Haddad", "Cook. My grandmother's recipes, my own mistakes.", "citrus coffee"),
        new("hana_kovac", "Hana Kováč", "Runner 🏃 42.2 and counting", "forest mountains"),
        new("diego.fuentes", "Diego Fuentes", "Street musician with a balcony garden 🌱", "plant city"),
        new("sofia_rossi", "Sofia Rossi", "Gelato critic (self-appointed) 🍋", "citrus houses"),
        new("jabari.mwangi", "Jabari Mwangi", "Wildlife ranger. The sunrise is the best meeting of the day.",
            "dunes mountains"),
        new("nora.haugen", "Nora Haugen", "Knitting my way through the fjords 🧶", "aurora cat forest"),
        new("arjun_mehta", "Arjun Mehta", "Software by day, telescopes by night 🪐", "planet city"),
        new("clara.dubois", "Clara Dubois", "Florist at the corner of rue des Lilas 🌸", "flower plant"),
        new("minjun.park", "Min-jun Park", "Seoul after dark. Neon is a language.", "city houses"),
        new("leila_rahimi", "Leila Rahimi", "Poet, translator, collector of pomegranates", "flow dunes"),
        new("tomasz.nowak", "Tomasz Nowak", "Woodworker. Sawdust is man glitter.", "forest coffee"),
        new("grace.adeyemi", "Grace Adeyemi", "Nurse, plant mum, choir alto 🎶", "plant cat"),
        new("hugo_bergman", "Hugo Bergman", "Minimalist with too many lamps", "tiles coffee"),
        new("yara.haddad", "Yara Haddad", "Painter. Mostly oils, mostly seas.", "sea flow"),
        new("ravi.s", "Ravi Subramaniam", "Trains, timetables, and window seats 🚆", "mountains houses city"),
        new("chloe_bennett", "Chloe Bennett", "Hot-air balloon pilot. Yes, really 🎈", "balloons mountains"),
        new("emeka.obi", "Emeka Obi", "Basketball coach, weekend pancake chef 🏀", "city coffee"),
        new("anouk.devries", "Anouk de Vries", "Canals, bikes, wind. In that order.", "houses balloons"),
        new("kenji.mori", "Kenji Mori", "Barista champion 2024 ☕ latte art every morning", "coffee tiles"),
        new("luna.martinez", "Luna Martínez", "Dancer 💃 the moon is my night light", "planet flow flower"),
        new("isak_olsen", "Isak Olsen", "Forester. I know some trees by name.", "forest aurora"),
        new("fatima_zahra", "Fatima Zahra Alaoui", "Patterns of Fès: tile, textile, and tea", "tiles dunes"),
        new("pablo.ortega", "Pablo Ortega", "Urban sketcher ✏️ Valencia", "houses citrus city"),
        new("ananya_das", "Ananya Das", "Classical dancer, street food devotee", "flower flow"),
        new("liam.oconnor", "Liam O'Connor", "Trail runner and terrible singer", "mountains sea"),
        new("thandi.nkosi", "Thandi Nkosi", "Textile artist from Durban. Colour first.", "tiles flow flower"),
        new("viktor.horvat", "Viktor Horvat", "Chess, jazz, and long dinners ♟️", "coffee city"),
        new("maya.goldberg", "Maya Goldberg", "Science teacher. Ask me about moss.", "forest planet plant"),
        new("duc.nguyen", "Nguyễn Minh Đức", "Motorbike diaries, north to south 🛵", "mountains sea city"),
        new("paula_santos", "Paula Santos", "Citrus farmer in the Algarve 🍊", "citrus sea"),
        new("omar.benali", "Omar Ben Ali", "Desert guide. The dunes move; I follow.", "dunes planet"),
        new("ingrid.dahl", "Ingrid Dahl", "Cabin life. Wood, wool, and waffles 🧇", "aurora forest coffee"),
        new("jin.takahashi", "Jin Takahashi", "Generative art with a fountain pen", "flow tiles"),
        new("rosa.jimenez", "Rosa Jiménez", "Grandmother of five, gardener of many 🌼", "flower plant citrus"),
        new("samir_khan", "Samir Khan", "Cricket on Sundays, code on Mondays", "city planet"),
        new("eleni.pappas", "Eleni Pappas", "Island hopper. Blue is a warm colour.", "sea houses"),
        new("caleb.johnson", "Caleb Johnson", "Jazz trumpet, vinyl, New Orleans 🎺", "city flow"),
        new("nina.weber", "Nina Weber", "Botanic garden gardener. Ferns are underrated.", "plant forest"),
        new("felix_kurz", "Felix Kurz", "Climber, in theory. Physiotherapist, in practice.", "mountains balloons"),
        new("adaeze.eze", "Adaeze Eze", "Fashion student. Made it myself 🪡", "flow flower"),
        new("marco_bianchi", "Marco Bianchi", "Espresso, Vespa, and opinions about pasta", "coffee houses"),
        new("sana.malik", "Sana Malik", "Calligrapher 🖋️ ink on everything", "flow tiles"),
        new("tane.walker", "Tāne Walker", "Ocean swimmer from Aotearoa 🌊", "sea mountains"),
        new("julia_romanova", "Julia Romanova", "Pianist. Two cats, both louder than the piano.", "cat flow"),
        new("bruno.almeida", "Bruno Almeida", "Pilot. Collecting sunrises from the left seat ✈️",
            "balloons sea mountains"),
        new("wren.fitzgerald", "Wren Fitzgerald", "Beekeeper & honey dealer 🐝", "flower forest"),
    ];
}
