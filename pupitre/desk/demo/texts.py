"""What the invented shop says, in English and French. Demo characters only."""

TEXTS = {
    "fr": [
        "Trois façons de nouer l’écharpe Lune, en moins de quarante secondes.",
        "Indigo, garance, réséda : trois plantes et pas une goutte de teinture chimique. Jeanne nous ouvre l’atelier.",
        "Samedi matin au marché des Lices : passez toucher la laine, Inès vous attend près du fleuriste. 🧣",
        "Question du lundi : plutôt frange ou bord roulotté ?",
        "Le bleu nuit est de retour. Pas pour longtemps, on en a tissé quarante.",
        "Une cliente nous a écrit que son écharpe a fait le tour de la Bretagne à vélo. On n’est pas peu fières.",
        "Comment laver la laine sans la feutrer : eau froide, dix minutes, et surtout on ne frotte pas.",
        "L’atelier ferme vendredi à midi, on part cueillir la garance.",
        "Merci pour vos 212 messages d’hier, on répond à tout le monde, promis.",
        "Ce que coûte vraiment une écharpe : la laine, la teinture, le temps. On pose tout sur la table.",
        "Nouveau au carnet : pourquoi nos rouges changent d’une année à l’autre.",
        "Avant, après : une écharpe de 2019 reprisée par Jeanne. Comme neuve, ou mieux.",
        "Le concours de l’automne ouvre demain : dessinez votre motif, on tisse le gagnant.",
        "On cherche une main de plus à l’atelier, deux jours par semaine, à Rennes.",
        "Les colis partis lundi sont arrivés. S’il en manque un, écrivez-nous ici, on s’en occupe.",
        "Le geste du jour : ourdir. Huit cents fils, un par un.",
        "Elle est douce, elle gratte un peu au début, c’est normal : c’est de la vraie laine.",
        "Vous préférez la grande ou la petite ? On hésite à relancer la grande.",
        "Petit mot pour celles et ceux qui attendent le jaune : le réséda a besoin de soleil, nous aussi.",
        "La boutique est ouverte ce dimanche, avec du thé.",
        "Un an de cahiers de teinture, et toujours pas deux fois le même bleu.",
        "Emballage : plus de plastique depuis mars. Il restait le ruban adhésif, c’est réglé.",
        "Jeanne répond à vos questions jeudi à 18 h, posez-les sous ce message.",
        "Les écharpes des petits sont là. Deux tailles, quatre couleurs.",
        "Il pleut sur Rennes : jour idéal pour ourdir.",
        "Vos photos de la semaine. Merci à toutes celles qui ont dit oui.",
        "La garance rend ce qu’on lui donne : trois ans en terre avant la première teinture.",
        "Livraison : comptez deux jours de plus cette semaine, La Poste nous a prévenues.",
        "On a raté une teinture. Elle est superbe. On l’appelle Orage et il y en a six.",
        "Fin de saison : on ne solde pas, mais on répare gratuitement tout l’hiver.",
    ],
    "en": [
        "Three ways to tie the Moon scarf, in under forty seconds.",
        "Indigo, madder, weld: three plants and not one drop of chemical dye. Jeanne opens the workshop for us.",
        "Saturday morning at the market: come and touch the wool, Ines is next to the florist. 🧣",
        "Monday’s question: fringe or rolled hem?",
        "Midnight blue is back. Not for long, we wove forty of them.",
        "A customer wrote that her scarf cycled all the way round Brittany. We are rather proud.",
        "How to wash wool without felting it: cold water, ten minutes, and no rubbing.",
        "The workshop closes at noon on Friday, we are off to dig madder.",
        "Thank you for yesterday’s 212 messages. We answer everybody, promise.",
        "What a scarf really costs: the wool, the dye, the time. All of it on the table.",
        "New in the notebook: why our reds change from one year to the next.",
        "Before and after: a scarf from 2019 mended by Jeanne. As good as new, or better.",
        "The autumn contest opens tomorrow: draw your pattern, we weave the winner.",
        "We are looking for one more pair of hands in the workshop, two days a week.",
        "Parcels sent on Monday have arrived. If yours has not, tell us here and we will see to it.",
        "Gesture of the day: warping. Eight hundred threads, one by one.",
        "It is soft, it itches a little at first, that is normal: it is real wool.",
        "The large one or the small one? We are wondering about weaving the large one again.",
        "A word for those who wait for the yellow: weld needs sun, and so do we.",
        "The shop is open this Sunday, and there is tea.",
        "A year of dye notebooks, and never twice the same blue.",
        "Packaging: no plastic since March. The tape was left, and that is settled now.",
        "Jeanne answers your questions on Thursday at six, ask them under this post.",
        "Scarves for little ones are here. Two sizes, four colours.",
        "Rain over the town: the perfect day for warping.",
        "Your pictures of the week. Thank you to everyone who said yes.",
        "Madder gives back what it is given: three years in the ground before the first dye.",
        "Delivery: allow two more days this week, the post has warned us.",
        "We spoilt a dye bath. It is splendid. We call it Storm and there are six.",
        "End of season: no sales here, but we mend for free all winter.",
    ],
}
AHEAD = {
    "fr": [
        "Ce matin à l’atelier : le métier de Jeanne a cent ans et une nouvelle corde.",
        "Restock : l’indigo revient jeudi. On prévient ici d’abord.",
        "Concours, deuxième tour : votez pour votre motif.",
        "Comment naît une couleur, de la plante au fil.",
        "Dimanche, thé et laine à la boutique : venez avec vos reprises.",
    ],
    "en": [
        "This morning in the workshop: Jeanne’s loom is a hundred years old and has a new cord.",
        "Restock: indigo is back on Thursday. You hear it here first.",
        "Contest, second round: vote for your pattern.",
        "How a colour is born, from plant to thread.",
        "Sunday, tea and wool in the shop: bring your mending.",
    ],
}
TODAY = {
    "fr": [
        "Bonjour de l’atelier : la cuve d’indigo est chaude.",
        "Votre question du jour : et si on tissait du vert ?",
    ],
    "en": [
        "Good morning from the workshop: the indigo vat is warm.",
        "Your question of the day: what if we wove green?",
    ],
}
DRAFTS = {
    "fr": ["Ce que nos clientes nous apprennent (à relire avec Inès)", "Idée : le carnet de teinture, mois par mois"],
    "en": ["What our customers teach us (to read again with Ines)", "Idea: the dye notebook, month by month"],
}
IDEAS = {
    "fr": [
        ("idea", "Montrer les échecs : un lot raté par mois, et ce qu’on en a appris", "", "", ""),
        (
            "idea",
            "La garance, version longue.\nReprendre le schéma des racines, demander l’accord.",
            "https://teintures.example/garance",
            "La garance, une racine et trois rouges",
            "Le Cahier des teintures",
        ),
        ("idea", "Une cliente demande comment repriser : trois gestes, filmés de près ?", "", "", ""),
        ("drafting", "Le tour de l’atelier en cinq photos", "", "", ""),
        ("drafting", "Portrait de Jeanne, quarante ans de métier", "", "", ""),
        ("ready", "Calendrier des couleurs : quelle plante, quel mois", "", "", ""),
    ],
    "en": [
        ("idea", "Show what failed: one spoilt batch a month, and what it taught us", "", "", ""),
        (
            "idea",
            "Madder, the long version.\nUse their drawing of the roots, ask first.",
            "https://dyes.example/madder",
            "Madder, one root and three reds",
            "The Dye Notebook",
        ),
        ("idea", "A customer asks how to mend: three gestures, filmed up close?", "", "", ""),
        ("drafting", "Round the workshop in five pictures", "", "", ""),
        ("drafting", "Portrait of Jeanne, forty years at the loom", "", "", ""),
        ("ready", "A calendar of colours: which plant, which month", "", "", ""),
    ],
}
"""stage, note, link, what its page is called, who is credited"""
CHANNELS = {
    "fr": ["Maison Lune", "L’atelier de Jeanne", "Maison Lune, le carnet"],
    "en": ["Moon House", "Jeanne’s workshop", "Moon House notebook"],
}
ALT = {
    "fr": "Fils teints rangés par couleur sur une table d’atelier",
    "en": "Dyed threads sorted by colour on a workshop table",
}

CAMPAIGN = {"fr": "Teintures d’automne", "en": "Autumn dyes"}
LABEL = {"fr": "atelier", "en": "workshop"}
GROUP = {"fr": ("Teintures", "#indigo #garance #réséda #laine"), "en": ("Dyes", "#indigo #madder #weld #wool")}
