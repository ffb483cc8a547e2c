"""Tells a greeting, thanks, or a word to the machine itself from a question to the community.

Pure, by form alone, in English first and a little German, French and Spanish. Only what is nothing
else is one: "Hello, who has run a peer assist?" is a question.
"""

import re

COURTESY = "courtesy"
"""Note of an answer: nothing was asked that a colleague could have written about."""

_GREETS = (
    r"hi|hello|hey|good (?:morning|afternoon|evening|day)|how are you(?: doing)?|nice to meet you",
    r"hallo|moin|servus|guten (?:morgen|tag|abend)|bonjour|bonsoir|salut|hola",
    r"buen(?:os d[ií]as|as tardes)",
)
_THANKS = (
    r"(?:many |ok(?:ay)? )?(?:thanks|thank you|thx)(?: again| a lot| (?:so|very) much)?",
    r"danke(?: schön| sehr)?|vielen dank|merci(?: beaucoup)?|(?:muchas )?gracias",
    r"ok(?:ay)?|great|perfect|cool|cheers|super",
)
_LEAVES = (r"bye(?: bye)?|goodbye|see you(?: later)?|tschüss|au revoir|adi[oó]s|ciao",)
_TO_THE_MACHINE = (
    r"(?:who|what) are you|what(?:'s| is) your name|what can you do(?: for me)?",
    r"are you (?:there|a (?:bot|robot|machine|person|human)|an ai|human|real)",
    r"(?:can you )?help(?: me)?|test(?:ing)?|wer bist du|was kannst du|qui es[- ]tu|quién eres",
)
_ADDRESSED = (r"there|all|everybody|everyone|please|and|you two|zusammen|à tous|a todos",)
_PHRASES = (*_GREETS, *_THANKS, *_LEAVES, *_TO_THE_MACHINE, *_ADDRESSED)
_ONLY = re.compile(rf"[\W_]*(?:(?:{'|'.join(_PHRASES)})(?!\w)[\W_]*)+", re.IGNORECASE)
_LONGEST = 80


def is_courtesy(text: str) -> bool:
    """Tell whether a text asks nothing that a colleague could have written about."""
    return len(text) <= _LONGEST and _ONLY.fullmatch(text.replace("’", "'")) is not None
