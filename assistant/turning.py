"""Small words that turn what a sentence says, when they are left out of it or come into it.

English first, with a little German, French and Spanish. It does not know where they stand.
"""

import re

HEDGES = frozenset(
    re.findall(
        r"[\w-]+",
        """probably maybe perhaps sometimes often usually almost mostly rarely essentially roughly
        seldom typically generally normally commonly mainly largely partly nearly scarcely arguably
        apparently allegedly supposedly presumably seemingly theoretically ideally hopefully
        possibly potentially likely vielleicht wahrscheinlich meist oft manchmal eigentlich
        normalerweise peut-être souvent parfois généralement probablement quizás probablemente
        normalmente""",
    )
)
"""Words by which somebody says less than all: they may not be left out anywhere."""
TURNS = (
    frozenset(
        re.findall(
            r"[\w-]+",
            """if unless until except only rather than instead but without not no never nobody
        neither nor few some might may could would should cannot against before
        although though whether said claim claims think wenn nicht kein ohne nur aber
        si sauf sans pas jamais mais salvo sin no nunca pero""",
        )
    )
    | HEDGES
)
"""Words that may not be left out inside, since they turn what is said."""
CONDITIONS = frozenset(
    re.findall(
        r"[\w-]+",
        """if unless until except only when whether rather instead wenn falls si sauf salvo""",
    )
)
"""Words that may not be left out right before or after."""
ALL = frozenset(
    re.findall(
        r"\w+", "all every each any everybody everyone whole jeder jede alle tous chaque todos"
    )
)
"""Words after which nothing may be left out: "every new teacher" is not "every teacher"."""
PARTLY = frozenset(
    re.findall(r"[\w/]+", "1/2 1/4 third part several many most majority minority percent einige")
)
"""Words that may not be left out before what they tell the share of."""
ONCE = frozenset(
    re.findall(
        r"\w+",
        """believed thought used hoped feared assumed expected supposed suspected suspect wanted
        heard wished wondered doubt doubted asked hope guess seems seemed""",
    )
)
"""Words that may not be left out before what somebody once thought, or does not know."""
WHERE = frozenset(
    re.findall(
        r"\w+",
        """in on at for with without within under among after before during since until by from
        inside outside between as like to of towards toward across despite
        throughout über für bei mit im beim après avant dans pour chez
        avec en con para""",
    )
)
"""Words that begin what a statement is limited to: where, for whom, when."""
ADDS = frozenset(
    re.findall(
        r"\w+",
        """about above after against all also at before below between by for from in into more most
        much of off on only or out over own some than through too under up within yes""",
    )
)
"""Words without a sense of their own that still give another to what they come into."""
DENIES = frozenset(
    re.findall(
        r"\w+",
        """not no never nobody none nothing cannot hardly barely neither nor disagree disagreed
        doubt myth false wrong untrue deny denied unlikely mistake illusion pretend imagine refuse
        refused nicht kein keine nie pas jamais nunca""",
    )
)
"""Words by which somebody holds off what they go on to say."""
KNOWS = frozenset(
    re.findall(
        r"\w+",
        """find found think believe say said know knew see saw learn learned learnt notice noticed
        agree agreed mean realise realised realize realized feel felt observe observed discover
        discovered conclude concluded argue recommend suggest add sure convinced certain""",
    )
)
"""What the writer does who says by it what follows."""
SAYINGS = frozenset(
    re.findall(
        r"\w+",
        """answer answers claim claims argument assertion comment opinion view idea theory
        hypothesis proposal suggestion objection myth rumour rumor belief saying motto""",
    )
)
"""What somebody said, or might say, named: "the answer boils down to: ..."."""
