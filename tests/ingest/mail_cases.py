# ruff: noqa: E501
"""Mails as programs of many makes write them: body, what the sender wrote, what others wrote.

All invented. `OWN` marks must all be in the sender's words, in this order; `OTHERS` in none.
"""

CASES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "top reply over a Gmail quote": (
        "We meet on Thursdays.\n\nOn Mon, May 6, 2019 at 10:03 AM Ana Silva <ana@example.org> wrote:\n"
        "> When do you meet?\n> And where?\n",
        ("We meet on Thursdays.",),
        ("When do you", "And where", "Ana Silva", "wrote"),
    ),
    "attribution over two lines": (
        "In the canteen.\n\nOn Mon, May 6, 2019 at 10:03 AM Ana Beatriz Silva e Souza\n"
        "<ana.beatriz@example.org> wrote:\n\n> And where?\n",
        ("In the canteen.",),
        ("And where", "Beatriz", "wrote"),
    ),
    "inline replies keep their order": (
        "Ben wrote:\n> How often?\n\nEvery two weeks.\n\n> Who pays?\n\nNobody. It is free.\n\n"
        "> And the room?\nThe city lends it.\n",
        ("Every two weeks.", "Nobody. It is free.", "The city lends it."),
        ("How often", "Who pays", "And the room", "Ben wrote"),
    ),
    "nested quotes of three people": (
        "On 7 May 2019 at 09:00, Chidi Okafor wrote:\n> On 6 May 2019 at 10:00, Ben Fry wrote:\n"
        ">> On 5 May 2019 at 11:00, Ana Silva wrote:\n>>> Should it be voluntary?\n>> Yes, always.\n"
        "> No, I tried that.\n\nI side with Chidi here.\n",
        ("I side with Chidi here.",),
        ("Should it be voluntary", "Yes, always", "I tried that", "Ben Fry"),
    ),
    "German reply": (
        "Bei uns klappt es.\n\nAm Mo., 6. Mai 2019 um 10:03 Uhr schrieb Petra Schön <p@example.org>:\n\n"
        "> Klappt das bei euch?\n",
        ("Bei uns klappt es.",),
        ("Klappt das", "schrieb"),
    ),
    "French reply": (
        "Nous l'avons essayé.\n\nLe lun. 6 mai 2019 à 10:03, Luc Béal <luc@example.org> a écrit :\n\n"
        "> Vous l'avez essayé ?\n",
        ("Nous l'avons essayé.",),
        ("Vous l'avez", "a écrit"),
    ),
    "Spanish reply": (
        "Sí, los jueves.\n\nEl lun, 6 may 2019 a las 10:03, Inés Ruiz (<ines@example.org>) escribió:\n\n"
        "> ¿Cuándo os reunís?\n",
        ("Sí, los jueves.",),
        ("Cuándo", "escribió"),
    ),
    "Italian reply": (
        "Certo.\n\nIl giorno lun 6 mag 2019 alle ore 10:03 Gia Neri <gia@example.org> ha scritto:\n"
        "> Funziona?\n",
        ("Certo.",),
        ("Funziona", "ha scritto"),
    ),
    "Polish reply": (
        "Tak.\n\npon., 6 maj 2019 o 10:03 Jan Nowak <jan@example.org> napisał(a):\n> Czy to działa?\n",
        ("Tak.",),
        ("Czy to", "napisał"),
    ),
    "Swedish reply": (
        "Ja.\n\nDen mån 6 maj 2019 kl 10:03 skrev Stellan Berg <s@example.org>:\n> Fungerar det?\n",
        ("Ja.",),
        ("Fungerar", "skrev"),
    ),
    "Russian reply": (
        "Да.\n\nпн, 6 мая 2019 г. в 10:03, Иван Петров <ivan@example.org>:\n> Это работает?\n",
        ("Да.",),
        ("работает", "Петров"),
    ),
    "Japanese reply": (
        "はい。\n\n2019年5月6日(月) 10:03 荒川 文子 <fumiko@example.org>:\n> できますか。\n",
        ("はい。",),
        ("できますか", "荒川"),
    ),
    "old Gmail attribution without a verb": (
        "Agreed.\n\n2013/5/6 Ana Silva <ana@example.org>\n\n> It should be small.\n",
        ("Agreed.",),
        ("should be small", "Ana Silva"),
    ),
    "Apple Mail attribution": (
        "Agreed.\n\n> On 6 May 2019, at 10:03, Ana Silva <ana@example.org> wrote:\n> \n> Keep it small.\n",
        ("Agreed.",),
        ("Keep it small", "Ana"),
    ),
    "Yahoo attribution": (
        'Agreed.\n\n--- In practice@example.org, "Ana Silva" <ana@...> wrote:\n> Keep it small.\n',
        ("Agreed.",),
        ("Keep it small", "Ana"),
    ),
    "Eudora attribution": (
        "At 10:03 06/05/2001 +0200, Ana Silva wrote:\n>Keep it small.\n\nWhy small?\n",
        ("Why small?",),
        ("Keep it small", "Ana"),
    ),
    "attribution as a sentence": (
        "Ana Silva <ana@example.org> writes:\n\n> Keep it small.\n\nWhy?\n",
        ("Why?",),
        ("Keep it small", "writes"),
    ),
    "Outlook original message": (
        "Please see below.\n\nRose\n\n-----Original Message-----\nFrom: Ana Silva\n"
        "Sent: Monday, May 6, 2019 10:03 AM\nTo: Rose Adler\nSubject: RE: Rhythm\n\n"
        "Every two weeks is too often.\n\nAna\n",
        ("Please see below.",),
        ("too often", "Sent:", "Original Message"),
    ),
    "Outlook header block without a separator": (
        "I disagree.\n\nFrom: Ana Silva <ana@example.org>\nSent: Monday, May 6, 2019 10:03 AM\n"
        "To: practice@example.org\nCc: Ben Fry <ben@example.org>\nSubject: [practice] Rhythm\n\n"
        "Every two weeks is too often.\n",
        ("I disagree.",),
        ("too often", "Sent:"),
    ),
    "Outlook block with a rule, bold, German": (
        "Sehe ich anders.\n\n________________________________\n**Von:** Ana Silva <ana@example.org>\n"
        "**Gesendet:** Montag, 6. Mai 2019 10:03\n**An:** Liste\n**Betreff:** Rhythmus\n\n"
        "Alle zwei Wochen ist zu oft.\n",
        ("Sehe ich anders.",),
        ("zu oft", "Gesendet"),
    ),
    "Outlook block in French": (
        "Pas d'accord.\n\nDe : Luc Béal <luc@example.org>\nEnvoyé : lundi 6 mai 2019 10:03\n"
        "À : liste@example.org\nObjet : Rythme\n\nTous les quinze jours, c'est trop.\n",
        ("Pas d'accord.",),
        ("c'est trop", "Envoyé"),
    ),
    "Outlook with marked quotes and inline replies": (
        "-----Original Message-----\nFrom: Ana Silva\nSent: Monday\nSubject: Rhythm\n\n"
        "> Is every two weeks too often?\n\nNot for us.\n\n> Who pays?\n\nNobody.\n",
        ("Not for us.", "Nobody."),
        ("too often", "Who pays", "Sent:"),
    ),
    "unmarked quote under an attribution": (
        "Sounds right.\n\nOn Mon, May 6, 2019 at 10:03 AM, Ana Silva <ana@example.org> wrote:\n\n"
        "Every two weeks is too often.\n\nAna\n",
        ("Sounds right.",),
        ("too often",),
    ),
    "Gmail forward": (
        "For those who missed it.\n\n---------- Forwarded message ---------\nFrom: Ben Fry <ben@example.org>\n"
        "Date: Mon, May 6, 2019 at 10:03 AM\nSubject: Budget\nTo: Ana Silva <ana@example.org>\n\n\n"
        "The budget is cut by a third.\n",
        ("For those who missed it.",),
        ("cut by a third", "Ben Fry"),
    ),
    "Apple forward with quote marks": (
        "See Ben's mail.\n\nBegin forwarded message:\n\n> From: Ben Fry <ben@example.org>\n"
        "> Subject: Budget\n> Date: 6 May 2019\n>\n> The budget is cut by a third.\n",
        ("See Ben's mail.",),
        ("cut by a third",),
    ),
    "forward with an end mark": (
        "----- Forwarded message from Ben Fry <ben@example.org> -----\n\nDate: Mon, 6 May 2019\n"
        "From: Ben Fry <ben@example.org>\nSubject: Budget\n\nThe budget is cut by a third.\n\n"
        "----- End forwarded message -----\n\nWhat do we do now?\n",
        ("What do we do now?",),
        ("cut by a third",),
    ),
    "German forward": (
        "Zur Kenntnis.\n\n-------- Weitergeleitete Nachricht --------\nBetreff: Budget\n"
        "Datum: Mon, 6 May 2019\nVon: Ben Fry <ben@example.org>\nAn: Ana\n\nEin Drittel fällt weg.\n",
        ("Zur Kenntnis.",),
        ("Drittel",),
    ),
    "signature and footer": (
        "We closed it in March.\n\n-- \nAna Silva\nHospital do Norte\n"
        "_______________________________________________\nPractice mailing list\n"
        "Practice@example.org\nhttps://example.org/mailman/listinfo/practice\n",
        ("We closed it in March.",),
        ("Hospital do Norte", "mailing list", "listinfo"),
    ),
    "signature above the quote": (
        "Yes.\n-- \nAna Silva, Porto\n\nOn 6 May 2019 10:03, Ben wrote:\n> Do you pay?\n",
        ("Yes.",),
        ("Do you pay", "Porto"),
    ),
    "bare signature mark": (
        "Yes.\n\n--\nAna Silva\nPorto\n",
        ("Yes.",),
        ("Porto",),
    ),
    "Google Groups footer": (
        "Yes, twice.\n\n-- \nYou received this message because you are subscribed to the Google Groups"
        ' "practice" group.\nTo unsubscribe from this group, send an email to practice+u@example.org.\n',
        ("Yes, twice.",),
        ("subscribed", "unsubscribe"),
    ),
    "phone signature": (
        "Running late.\n\nSent from my iPhone\n\nOn 6 May 2019, at 10:03, Ben <ben@example.org> wrote:\n"
        "> Where are you?\n",
        ("Running late.",),
        ("Where are you", "iPhone"),
    ),
    "quoted line that was broken in transit": (
        "On 6 May 2019 10:03, Ben Fry wrote:\n"
        "> We tried for two years to make the heads of all departments come to it and\n"
        "failed.\n> It was a waste of time.\n\nNot for everybody.\n",
        ("Not for everybody.",),
        ("failed", "waste of time"),
    ),
    "initials as quote marks": (
        "Hello Ana,\n\nAS> Who pays for it?\nAS> And since when?\n\nNobody, since 2012.\n",
        ("Hello Ana,", "Nobody, since 2012."),
        ("Who pays", "since when"),
    ),
    "a head that has a word a line": (
        "Nobody pays.\n\nAna Silva <ana@example.org>\nSent by: list-bounces@example.org\n"
        "06/05/2019 10:03 AM\n\nTo\nlist@example.org\ncc\n\nSubject\nRe: soup\n\n\n\n"
        "Who pays for it?\n",
        ("Nobody pays.",),
        ("Ana Silva", "Sent by", "Who pays", "soup"),
    ),
    "names as quote marks": (
        "    Ana> Who pays for it?\n    Ana> And since when?\n\nNobody.\n\n"
        "    Ben> Why not?\n    Ben> Who says so?\n\nI do.\n",
        ("Nobody.", "I do."),
        ("Who pays", "since when", "Why not", "says so"),
    ),
    "a name that was introduced as quote mark": (
        '>>>>> "ana" == Ana Silva <ana@example.org> writes:\n\n'
        "    ana> Who pays for it?\n\nNobody.\n",
        ("Nobody.",),
        ("Who pays", "Silva"),
    ),
    "an arrow of two signs as quote mark": (
        "In article <x@y.org>, Ana Silva <ana@y.org> writes:\n|> Who pays?\n|> You?\n\nI do.\n",
        ("I do.",),
        ("Who pays", "You?", "Silva"),
    ),
    "nothing but a name above a quote": (
        "* Ana Silva <ana@example.org>:\n> Who pays for it?\n\nNobody.\n",
        ("Nobody.",),
        ("Who pays", "Silva"),
    ),
    "indented quote under an attribution": (
        "Ana Silva wrote:\n\n    Keep it small, and\n    keep it rare.\n\nThat was our rule, too.\n",
        ("That was our rule, too.",),
        ("Keep it small", "keep it rare"),
    ),
    "bars as quote marks": (
        "Ana Silva wrote:\n| Keep it small.\n| Keep it rare.\n\nWhy rare?\n",
        ("Why rare?",),
        ("Keep it small", "Keep it rare"),
    ),
    "signed with PGP": (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nKeys are exchanged on Friday.\n\n"
        "- -- \nBen\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n",
        ("Keys are exchanged on Friday.",),
        ("PGP", "iQEz", "Hash"),
    ),
    "Pipermail attachments": (
        "See the minutes.\n\n-------------- next part --------------\nAn HTML attachment was scrubbed...\n"
        "URL: <https://example.org/pipermail/x/attachment.htm>\n",
        ("See the minutes.",),
        ("scrubbed", "URL:"),
    ),
    "bottom reply to two people": (
        "On 7 May 2019 09:00, Ben Fry <ben@example.org> wrote:\n> On 6 May, Ana Silva wrote:\n"
        "> > Small groups only.\n> Big ones too.\n\nBoth, says our experience.\n\n"
        "On 7 May 2019 11:00, Chidi Okafor <c@example.org> wrote:\n> Neither.\n\nOh well.\n",
        ("Both, says our experience.", "Oh well."),
        ("Small groups", "Big ones", "Neither", "Chidi", "Ben Fry"),
    ),
    "Lotus Notes style block": (
        "Fine with me.\n\nFrom: Ana Silva/PT/ACME\nTo: Ben Fry/UK/ACME@ACME\nDate: 06/05/2019 10:03\n"
        "Subject: Rhythm\n\nEvery two weeks then.\n",
        ("Fine with me.",),
        ("Every two weeks then",),
    ),
}

UNTOUCHED: dict[str, str] = {
    "plain": "We met on Thursday.\n\nNine people came.",
    "a list": "Three rules:\n\n- keep it small\n- keep it rare\n- feed people",
    "a colon before a list": "Ben wrote three things on the wall:\n\n1. who comes\n2. who pays",
    "a form that is no header": "Travel plan\nFrom: Lisbon\nTo: Porto\nBy: train",
    "a table": "| what | when |\n|---|---|\n| soup | noon |",
    "a line starting with From": "From the start we had no budget.\nFrom May on we had one.",
    "a comparison": "We found that a > b in every region,\nand that 5 > 3.",
    "a date sentence": "In 2019 the board wrote: no more rooms. We moved to the canteen.",
    "a divider": "Part one.\n\n--\n"
    + "\n".join(f"Line {n} of the long second part." for n in range(30)),
    "a rule": "Before.\n\n----------\n\nAfter.",
    "a programme with times": "06/05/2019 10:03\nTo\nthe canteen\n\nSoup at noon.",
    "a Haskell prompt": "Prelude> 1 + 1\n2\nPrelude> :q",
    "one line with an arrow": "Home> Kitchen is where it says so.",
    "an SQL prompt": "SQL> select 1;\nSQL> select 2;",
    "on the other hand": "On Monday we wrote to the board:\nnobody answered.",
}
