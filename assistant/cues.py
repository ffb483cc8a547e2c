"""The everyday words by which conversations are read: thanks, dissent, conditions, counting.

English first, then German, French and Spanish. General words of any community, none of them taken
from one. Each list holds regular expressions; they match without regard to case. It does not know
what follows from a match.
"""

import re
from collections.abc import Sequence


def _anywhere(cues: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(cues)})(?!\w)", re.IGNORECASE)


def _at_start(cues: Sequence[str]) -> re.Pattern[str]:
    """Match at the start of a text, after an address ("@Ana: well, ...")."""
    head = r"\W*(?:@\S+(?: \w+)?[,:]? )?(?:well, )?"
    return re.compile(rf"{head}(?:{'|'.join(cues)})(?!\w)", re.IGNORECASE)


POLITE = re.compile(
    r"\W*(?:(?:many |big |oh |a )?(?:"
    + "|".join(
        (
            r"thanks?|thx|cheers|welcome|congrat\w*|hello|hi|hey|dear|greetings|sorry|noted",
            r"good (?:morning|afternoon|evening|luck|point|question|idea)|(?:best|kind) regards",
            r"best wishes|regards|great|brilliant|lovely|nice|love (?:this|it)|so useful",
            r"(?:this|that)(?:'s| is) (?:so |very |really )?(?:useful|helpful|great|brilliant)",
            r"bump|following|you'?re welcome|no problem|will do|happy to|first post",
            r"merci|bonjour|salut|cordialement|bravo|avec plaisir",
            r"danke|vielen dank|hallo|guten (?:morgen|tag)|gru(?:ß|ss)|grüße|gern geschehen",
            r"gracias|hola|saludos|buenos|un abrazo|obrigad[oa]",
        )
    )
    + r")\b|(?:same(?: here)?|agreed)\W*$|\+1\b|:[a-z_+0-9-]+:)",
    re.IGNORECASE,
)
"""How small talk begins: thanks, a greeting, applause, an emoji."""

SEEKS = re.compile(
    r"(?:^|[.!,;:]\s)\W*(?:any )?(?:ideas?|suggestions?|thoughts|tips|advice|opinions?|experiences?"
    r"|help|ideen|tipps|vorschläge|idées|conseils|consejos)(?: (?:please|welcome|anyone|wanted))?"
    r"\W*$",
    re.IGNORECASE,
)
"""How a sentence ends, or all that it says, that calls for ideas."""

ASKS_FOR = re.compile(
    r"^\W*(?:(?:i|we)(?:(?: would|'d) (?:like|love|need)| (?:need|want|seek|could (?:do with|use))"
    r"|(?: am| are|'m|'re) (?:looking for|after|seeking|wondering|trying to find))"
    r"(?: to (?:hear|know|ask|learn|find))?|please (?:tell|advise|share|help|post)"
    r"|(?:ich|wir) (?:suche|brauche)n?|(?:je|nous) cherch\w+|busc(?:o|amos))"
    r"\b.{0,40}?\b(?:(?:advice|help|ideas?|suggestions?|tips|opinions?|experiences?|examples?|views"
    r"|how|what|whether|if|who|rat|hilfe|ideen|conseils?|aide|idées|consejos?|ayuda)\b"
    r"|(?:tell|advise|share|help))",
    re.IGNORECASE,
)
"""How a sentence begins that asks without a question mark."""

LEANS = re.compile(
    r"\W*(?:"
    + "|".join(
        (
            r"so|but|and|or|yet|then|that|this|these|those|it|they|he|she|which|because|also",
            r"however|instead|otherwise|therefore|still|same|neither|nor|both",
            r"aber|und|oder|dann|das|dies\w*|es|sie|deshalb|trotzdem|auch",
            r"mais|et|ou|donc|alors|cela|ça|ils?|elles?|aussi",
            r"pero|y|o|entonces|eso|esto|también|por eso",
        )
    )
    + r")\b",
    re.IGNORECASE,
)
"""How a sentence begins that leans on the one before it."""

DISSENT = _anywhere(
    (
        r"(?:i|we)(?:'d| would| do|'ll| will)? (?:respectfully )?(?:disagree|differ|object)",
        r"(?:i|we)(?:'d| would)? push back|beg to differ|i doubt|i'd question",
        r"(?:don'?t|do not|can'?t|cannot|wouldn'?t|never) (?:fully |quite |really )?agree",
        r"(?:i|we) have (?:my |our |some )?doubts|beg your pardon|i beg to",
        r"not (?:been )?(?:my|our) experience|on the contrary|contrary (?:view|to)",
        r"(?:quite|found|say|see|saw) (?:the )?(?:very )?(?:opposite|reverse|contrary)",
        r"(?:the )?(?:opposite|reverse) (?:is true|happened|with us|here)|devil'?s advocate",
        r"with (?:all )?(?:due )?respect|other way (?:round|around)",
        r"see (?:it|this|that) (?:quite |very )?differently",
        r"(?:that'?s|that is|it'?s) (?:simply |just |plain )?(?:not (?:true|right|so)|wrong)",
        r"(?:i|my) (?:worry|concern|objection)(?:'s| is)?|i'd worry",
        r"i'?m (?:not (?:so |really )?(?:sure|convinced)(?! (?:why|how|what|where|whether|who))"
        r"|sceptical|skeptical|against)",
        r"(?:i|let me)(?:'d| would|'ll| will)? (?:still )?defend|protest|careful with",
        r"(?:i|we) (?:have to|must) (?:object|contradict)|(?:bad|poor|terrible|dangerous) advice",
        r"a myth|more harm than good",
        r"(?:das )?(?:stimmt nicht|sehe ich anders)|im gegenteil|widersprech\w*",
        r"bin (?:nicht einverstanden|dagegen|anderer meinung)|nicht meine erfahrung",
        r"pas (?:du tout )?d'accord|au contraire|en désaccord|je ne (?:crois|pense) pas",
        r"ce n'est pas (?:vrai|mon expérience)",
        r"no estoy de acuerdo|(?:al|todo lo) contrario|discrepo",
        r"no es (?:cierto|verdad|mi experiencia)",
    )
)
"""Words of somebody who disputes what was said."""

AGAINST = _at_start(
    (
        r"no(?! (?:problem|doubt|worries|harm|question))|nope|never|(?:please )?(?:don'?t|do not)",
        r"not (?!only)\w+|rather not|against|neither|under no circumstances|(?:a )?waste of \w+",
        r"we (?:tried|had) (?:it |that |this )?(?:and|but) (?:stopped|gave (?:it )?up|dropped)",
        r"i(?:'d| would) (?:not|never|rather not)|i wouldn'?t|we (?:don'?t|never|stopped)",
        r"nein|nie|bloß nicht|non|jamais|surtout pas|nunca",
    )
)
"""How an answer begins that is against it."""

IN_FAVOUR = _at_start(
    (
        r"yes|yep|yeah|absolutely|definitely|of course|always|every time|by all means|sure",
        r"(?:i|we)(?:'d| would) (?!not|never|rather|say|push|question|worry|be careful|add|also"
        r"|like|suggest|argue|note|point|start|guess|think|assume)\w+",
        r"(?:i|we) do(?! not|n'?t)|worth it|good if|for it",
        r"it'?s (?:good|right|the right)|ja|immer|oui|toujours|sí|siempre",
        r"you (?:can|may)(?! ?not|['’]t)|no (?:problem|harm)|go ahead|(?:let|allow) (?:it|them)",
    )
)
"""How an answer begins that is for it."""

AGAINST_IT = _anywhere(
    (
        r"(?:i|we)(?:'d| would| will)? (?:not|never) do (?:it|that|this) (?:again|any ?more)",
        r"(?:i|we) (?:\w+ )?(?:regret|abolished|gave (?:it|that|this|them) up|got rid of)",
        r"(?:do not|don'?t) do (?:it|that|this)|cost (?:us|me)|(?:bad|terrible) idea|a mistake",
        r"nicht (?:noch einmal|wieder) machen|bereue|plus jamais|regrette|lamento|una mala idea",
    )
)
"""Words in the middle of an answer by which it is against what was asked about."""

FOR_IT = _anywhere(
    (
        r"(?:i|we)(?:'d| would) (?:do (?:it|that|this) again|recommend|keep (?:it|a|the))",
        r"worth (?:it|every)|paid off|swear by|(?:a )?(?:good|great) idea|can only recommend",
        r"jederzeit wieder|empfehle|vaut la peine|recommande|vale la pena|recomiendo",
    )
)
"""The same, in favour."""

CONDITION = _anywhere(
    (
        r"depends?|depending|unless|only (?:if|when)|half and half|a bit of both|third way",
        r"middle way|(?:on|with) (?:one|two|three) conditions?|works (?:up to|only)|can still",
        r"it varies|different for|kommt (?:darauf|drauf) an|je nach|es sei denn|nur wenn",
        r"(?:ça|cela) dépend|selon|sauf si|seulement si|depende|según|salvo que|solo si",
    )
)
"""Words that make an answer hold for some and not for others."""

OF_OURS = _at_start(
    (
        r"(?:in|for|with|at) (?:our|my) (?:case|place|experience|world|part)",
        r"(?:for|with) us|(?:in|at) (?:ours|mine)|here it|for (?:small|large|big|some|those)",
        r"bei uns|chez nous|en nuestro caso|entre nosotros",
    )
)
"""How an answer begins that speaks of one place only."""

CHANGED = _anywhere(
    (
        r"chang(?:ed|ing) my mind|(?:i|we) (?:was|were|got (?:it|this)) wrong|correction",
        r"no longer (?:recommend|advise|think|believe)|stand corrected|in hindsight|regret",
        r"used to (?:recommend|think|say|believe|advise)",
        r"(?:take (?:it|that|this) back|withdraw (?:that|my|this))",
        r"meinung geändert|lag (?:ich )?falsch|nicht mehr empfehlen",
        r"changé d'avis|je me suis trompée?|cambiado de opinión|me equivoqué",
    )
)
"""Words of somebody who thinks otherwise than before."""

ASSENT = _anywhere(
    (
        r"i agree|agree with|agreed|seconded|i second|ditto|exactly|can confirm|side with",
        r"same (?:here|finding|experience|with us)|as \w+ (?:says|said)|like \w+ said",
        r"(?:did|do|doing|found|saw) (?:just )?the same|confirmed|\w+(?:'s| is) (?:quite )?right",
        r"so do we|we do so too|exactly this|plus one",
        r"(?:here|us) (?:too|as well)|stimme (?:dir |ihnen )?zu|genau so|ebenso|bei uns auch",
        r"d'accord avec|pareil|moi aussi|nous aussi|de acuerdo con|lo mismo|nosotros también",
    )
)
"""Words of somebody who says the same as another."""

NOT = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|without|stop(?:ped)?|against|neither|nor|cannot"
    r"|nicht|kein\w*|nie|niemals|ohne|pas|jamais|aucune?|sans|nunca|sin|ningun[oa]?)\b|n['’]t\b",
    re.IGNORECASE,
)
"""A denial."""

VERB = re.compile(
    r"(?<![\w'’])(?:"
    + "|".join(
        (
            r"am|is|are|was|were|be|been|has|have|had|do|does|did|can|cannot|could|may|might|must",
            r"shall|should|will|would|\w+n['’]t|\w+['’](?:re|ve|ll|d|m)",
            r"(?:it|that|this|there|here|where|what|who|he|she|let)['’]s|went|goes?|c[ao]mes?|g[eo]ts?",
            r"ma(?:k|d)es?|t(?:a|oo)ke?s?|g[ai]ves?|ke(?:eps?|pt)|kn[eo]ws?|sa(?:y|id|ys)|thinks?|thought",
            r"sees?|saw|f[io](?:u)?nds?|t(?:ells?|old)|mean[st]?|bec[ao]mes?|beg[ai]ns?|wr[io]tes?|me(?:ets?|t)",
            r"pa(?:y|ys|id)|r[au]ns?|le(?:aves?|ft|ts?)|los(?:es?|t)|w[io]ns?|choo?ses?|chose|br(?:ings?|ought)",
            r"puts?|costs?|reads?|f[ae]ll|gr[eo]w|h[eo]lds?|sen[dt]s?|buil[dt]s?|feels?|felt|hear[sd]?|spen[dt]s?",
            r"(?:ask|want|help|need|start|stop|work|happen|seem|avoid|follow|allow|contain|belong|remain|call"
            r"|open|stay|turn|matter|depend)(?:s|ed)?|(?:use|move|change|close|agree|exist|like|live|die)[sd]?",
            r"tr(?:y|ies|ied)|ist|sind|war|waren|hat|haben|wird|werden|kann|muss|soll|geht|gibt|hilft",
            r"est|sont|était|ont|peut|peuvent|faut|fait|va|sera|es|son|está|están|hay|tienen?|puede|fue",
        )
    )
    + r"|(?:i|we|they|he|she|you|it|nobody|everybody)\s+[^\W\d_]{3,})(?![\w'’])"
    r"|^\W*(?!all|half|both|not|quite|such|what|many|only)[^\W\d_]{3,}\s+(?:the|an?|them|him|her|it"
    r"|your|their|each|every|this|that)\s",
    re.IGNORECASE,
)
"""Everyday verbs, what follows a pronoun, and how an order begins ("Invite the ..."): by these a
short sentence is told from a fragment."""

BUT = re.compile(r"\b(?:but|however|only|except|aber|doch|mais|pero)\b", re.IGNORECASE)
"""What takes back half of what was just said."""

IF = re.compile(r"\b(?:if|when|whenever|wenn|falls|si|cuando)\s*$", re.IGNORECASE)
"""What stands before words that are only supposed: "if I'm not sure"."""

TAKES_SIDES = re.compile(
    r"^\W*(?!\w+ (?:(?:any|some)(?:body|one)|there|you (?:know|have)))"
    r"(?:should|shall|is|are|do|does|did|can|could|would|will|may|must|ought|was|were|has|have"
    r"|soll\w*|ist|sind|darf|muss|kann|est-ce|faut-il|doit-on|peut-on|deber\w*|es|hay que)\b"
    r"|^(?!\W*(?:what|which|who|where|when|why|was|welche\w*|wer|wo|wann|warum|que|quel\w*|qui"
    r"|où|quand|pourquoi|qué|cuál\w*|quién|dónde|cuándo)\b)"
    r".*\b(?:should|ought|better|worth|soll(?:te)?n?|debería\w*|faut-il)\b",
    re.IGNORECASE | re.DOTALL,
)
"""A question to which one can say yes or no, or how far."""

EITHER = re.compile(
    r"((?:[\w'’-]+\s+){0,4}[\w'’-]+),?\s+(?:or|oder|ou|versus|vs\.?)\s+((?:[\w'’-]+\s*){1,5})",
    re.IGNORECASE,
)
"""This or that: the words on either side."""

ASKS_WHAT = re.compile(
    r"\W*(?:what(?!['’]?s? (?:is |are |would be )?(?:better|best|you prefer|to choose))|where|when"
    r"|why|who|how (?!about)|wie|wann|warum|wo|wer|comment|où|quand|pourquoi|cómo|cuándo)\b",
    re.IGNORECASE,
)
"""How a question begins whose "or" is no choice, unless a comma stands before it."""

COUNTS = _anywhere(
    (
        r"how (?:many|much|long|often|big|large|old|far|high)",
        r"what (?:percentage|share|fraction|number)|what do(?:es)? .{1,40} cost",
        r"wie ?(?:viele?|lange|oft)|combien|cu[aá]nt[oa]s?",
    )
)
"""A question after a number."""

NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty"
    r"|forty|fifty|hundred|thousand|half|third|quarter|once|twice|daily|weekly|monthly|yearly"
    r"|annual\w*|every|each|zwei|drei|vier|fünf|zehn|hundert|deux|trois|quatre|cinq|dix|cent|dos"
    r"|tres|cuatro|cinco|diez|cien)\b",
    re.IGNORECASE,
)
"""A number, in digits or in words."""

PLAIN = frozenset(
    re.findall(
        r"\w+",
        """about after again also another anybody anyone anything around because before being
        between could doing during either every everybody everyone everything first from going
        great have having their there these thing things think those though through under until
        using very want wants what when where whether which while whose with without would
        should someone somebody something people please really other others often never always
        actually anyway better best makes making might much need needs taking tell thanks usual
        wrong right still rather since experience question questions answer answers""",
    )
)
"""Words of a question that say nothing about its matter."""

SHORT = frozenset(
    re.findall(
        r"\w+",
        """the and for are was has had not you our who how why can did does been they them this
        that with from have what when were will would your get got its any all out new one two
        too good way well ever know like just only some than then into over more most many must
        may""",
    )
)
"""Short words of a question that say nothing about its matter."""

TAKEN_UP = _at_start(
    (
        r"(?:(?:i|we)(?:'ve| have)? )?(?:just |also |now |then |both )?"
        r"(?:did|done|tried|used|took|taken|adopted|copied|borrowed|stole|followed|chose|chosen"
        r"|switched to|went with|copying|borrowing|stealing|following|adopting|using|doing)"
        r" (?:it|this|that|these|those|exactly|the|your|his|her|their|\w+['’]s)",
        r"(?:copied|stolen|borrowed|adopted)(?= *[.!,;]| *$)|so (?:do|did) (?:we|i)",
        r"(?:works|worked|helped) (?:here|for (?:me|us)|in ours)",
        r"(?:haben wir|habe ich) (?:auch )?(?:so )?(?:gemacht|übernommen|probiert)",
        r"(?:nous avons|j'ai) (?:aussi )?(?:fait|repris|essayé)|(?:lo )?hicimos (?:así|lo mismo)",
    )
)
"""How somebody begins who did what another had said."""

NUMBER_WORDS = {
    word: str(number)
    for row in (
        "one two three four five six seven eight nine ten eleven twelve",
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "un deux trois quatre cinq six sept huit neuf dix onze douze",
        "uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
    )
    for number, word in enumerate(row.split(), start=1)
    if word not in ("one", "un", "uno", "once", "eins")
}
"""Small numbers in words, but for "one", which seldom counts, and for words of two meanings."""
