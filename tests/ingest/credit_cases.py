# ruff: noqa: E501
"""Posts and mails in which somebody's words stand inside another's, as each format writes them.

Invented, after the formats' own specifications and the marks of common programs. Ana sends every
one. `{b2}` stands for the third sentence that Ben wrote, and so on: every content word of a
sentence is its author's alone, so that a single one in the wrong place is found.
"""

from string import ascii_lowercase

SENTENCES = {
    "a": (
        "We simmer lentils slowly beside cracked pepper.",
        "Our kitchen opens whenever the harvest arrives.",
        "Nobody weighs the flour before kneading dough.",
        "Soup tastes better after midnight rain.",
    ),
    "b": (
        "Trains crossing viaducts need lighter carriages.",
        "The signalman polished brass levers yesterday.",
        "Passengers prefer windows facing mountains.",
        "Timetables collapse during heavy snowfall.",
        "A conductor whistled through empty platforms.",
    ),
    "c": (
        "Oak saplings thrive under filtered sunlight.",
        "Gardeners prune orchards late each winter.",
        "Roots drink deeply from limestone springs.",
        "Fungi connect distant birches underground.",
    ),
    "d": (
        "Violins resonate inside wooden chapels.",
        "The choir rehearsed ancient hymns twice.",
        "Drummers keep tempo without metronomes.",
    ),
}
"""What Ana, Ben, Chidi and Dora wrote."""

NAMES = {"a": "Ana Silva", "b": "Ben Fry", "c": "Chidi Okafor", "d": "Dora Lind"}


def filled(template: str) -> str:
    """Return a template with the sentences in their places."""
    for letter in set(ascii_lowercase) & SENTENCES.keys():
        for n, sentence in enumerate(SENTENCES[letter]):
            template = template.replace(f"{{{letter}{n}}}", sentence)
    return template


MAIL: dict[str, str] = {
    "Gmail, top reply": "{a0}\n\nOn Mon, May 6, 2019 at 10:03 AM Ben Fry <ben@example.org> wrote:\n\n> {b0}\n> {b1}\n",
    "Gmail, attribution over two lines": "{a0}\n\nOn Mon, May 6, 2019 at 10:03 AM Benjamin Alexander Fry of the Line\n<benjamin.alexander@example.org> wrote:\n\n> {b0}\n",
    "bottom reply": "On 6 May 2019 10:03, Ben Fry wrote:\n> {b0}\n> {b1}\n\n{a0}\n{a1}\n",
    "replies between quoted lines": "Ben Fry wrote:\n> {b0}\n\n{a0}\n\n> {b1}\n\n{a1}\n\n> {b2}\n{a2}\n",
    "three levels, each with its attribution": "{a0}\n\nOn 7 May 2019 at 09:00, Ben Fry wrote:\n> {b0}\n>\n> On 6 May 2019 at 10:00, Chidi Okafor wrote:\n>> {c0}\n>>\n>> On 5 May 2019 at 11:00, Dora Lind wrote:\n>>> {d0}\n",
    "levels written with blanks between": "Ben Fry wrote:\n> Chidi Okafor wrote:\n> > Dora Lind wrote:\n> > > {d0}\n> > {c0}\n> {b0}\n\n{a0}\n",
    "a quote inside a reply inside a quote": "> {b0}\n\n{a0}\n\n> > {c0}\n> {b1}\n\n{a1}\n",
    "quoted lines broken by the sending program": "On 6 May 2019, Ben Fry wrote:\n> {b0} {b1}\nand so on.\n> {b2}\n\n{a0}\n",
    "soft-wrapped quote": "> {b0} \n> {b1}\n\n{a0}\n",
    "Outlook, original message": "{a0}\n\n-----Original Message-----\nFrom: Ben Fry <ben@example.org>\nSent: Monday, May 6, 2019 10:03 AM\nTo: Ana Silva <ana@example.org>\nSubject: RE: Rhythm\n\n{b0}\n\n{b1}\n",
    "Outlook, header block without a line": "{a0}\n\nFrom: Ben Fry <ben@example.org>\nSent: Monday, May 6, 2019 10:03 AM\nTo: Practice list\nSubject: Rhythm\n\n{b0}\n\n{b1}\n",
    "Outlook, two mails below each other": "{a0}\n\nFrom: Ben Fry\nSent: Monday, 6 May 2019 10:03\nTo: Ana Silva\nSubject: RE: Rhythm\n\n{b0}\n\nFrom: Chidi Okafor\nSent: Sunday, 5 May 2019 10:03\nTo: Ben Fry\nSubject: Rhythm\n\n{c0}\n",
    "Outlook, rule of underscores": "{a0}\n\n________________________________\nFrom: Ben Fry <ben@example.org>\nSent: Monday, May 6, 2019 10:03:00 AM\nTo: Ana Silva\nSubject: Rhythm\n\n{b0}\n",
    "Outlook, marked headers": "{a0}\n\n*From:* Ben Fry <ben@example.org>\n*Sent:* Monday, May 6, 2019 10:03 AM\n*To:* Ana Silva\n*Subject:* Rhythm\n\n{b0}\n",
    "Outlook in German": "{a0}\n\n-----Ursprüngliche Nachricht-----\nVon: Ben Fry <ben@example.org>\nGesendet: Montag, 6. Mai 2019 10:03\nAn: Ana Silva\nBetreff: Takt\n\n{b0}\n{b1}\n",
    "Outlook in French": "{a0}\n\n-----Message d'origine-----\nDe : Ben Fry <ben@example.org>\nEnvoyé : lundi 6 mai 2019 10:03\nÀ : Ana Silva\nObjet : Rythme\n\n{b0}\n",
    "Outlook in Spanish": "{a0}\n\n-----Mensaje original-----\nDe: Ben Fry <ben@example.org>\nEnviado el: lunes, 6 de mayo de 2019 10:03\nPara: Ana Silva\nAsunto: Ritmo\n\n{b0}\n",
    "Outlook in Dutch": "{a0}\n\nVan: Ben Fry <ben@example.org>\nVerzonden: maandag 6 mei 2019 10:03\nAan: Ana Silva\nOnderwerp: Ritme\n\n{b0}\n",
    "Outlook in Portuguese": "{a0}\n\nDe: Ben Fry <ben@example.org>\nEnviada em: segunda-feira, 6 de maio de 2019 10:03\nPara: Ana Silva\nAssunto: Ritmo\n\n{b0}\n",
    "German attribution": "{a0}\n\nAm 06.05.2019 um 10:03 schrieb Ben Fry:\n> {b0}\n> {b1}\n",
    "French attribution": "{a0}\n\nLe lun. 6 mai 2019 à 10:03, Ben Fry <ben@example.org> a écrit :\n\n> {b0}\n",
    "Spanish attribution": "{a0}\n\nEl lun, 6 may 2019 a las 10:03, Ben Fry (<ben@example.org>) escribió:\n\n> {b0}\n",
    "Dutch attribution": "{a0}\n\nOp ma 6 mei 2019 om 10:03 schreef Ben Fry <ben@example.org>:\n\n> {b0}\n",
    "Swedish attribution": "{a0}\n\nDen mån 6 maj 2019 kl 10:03 skrev Ben Fry <ben@example.org>:\n\n> {b0}\n",
    "Russian attribution": "{a0}\n\nпн, 6 мая 2019 г. в 10:03, Ben Fry <ben@example.org>:\n\n> {b0}\n",
    "Japanese attribution": "{a0}\n\n2019年5月6日(月) 10:03 Ben Fry <ben@example.org>:\n\n> {b0}\n",
    "attribution without quote marks": "{a0}\n\nOn Mon, May 6, 2019 at 10:03 AM, Ben Fry <ben@example.org> wrote:\n\n{b0}\n\n{b1}\n",
    "Apple Mail": "{a0}\n\n> On 6 May 2019, at 10:03, Ben Fry <ben@example.org> wrote:\n> \n> {b0}\n> \n>> On 5 May 2019, at 09:00, Chidi Okafor <chidi@example.org> wrote:\n>> \n>> {c0}\n",
    "Gmail forward": "{a0}\n\n---------- Forwarded message ---------\nFrom: Ben Fry <ben@example.org>\nDate: Mon, May 6, 2019 at 10:03 AM\nSubject: Rhythm\nTo: <practice@example.org>\n\n\n{b0}\n{b1}\n",
    "Apple forward": "{a0}\n\nBegin forwarded message:\n\n> From: Ben Fry <ben@example.org>\n> Subject: Rhythm\n> Date: 6 May 2019 at 10:03:00 CEST\n> To: Ana Silva <ana@example.org>\n> \n> {b0}\n",
    "Thunderbird forward": "{a0}\n\n-------- Forwarded Message --------\nSubject: \tRhythm\nDate: \tMon, 6 May 2019 10:03:00 +0200\nFrom: \tBen Fry <ben@example.org>\nTo: \tAna Silva <ana@example.org>\n\n\n{b0}\n\n{b1}\n",
    "a forward of a forward": "{a0}\n\n---------- Forwarded message ---------\nFrom: Ben Fry <ben@example.org>\nDate: Mon, May 6, 2019 at 10:03 AM\nSubject: Fwd: Rhythm\nTo: <practice@example.org>\n\n{b0}\n\n---------- Forwarded message ---------\nFrom: Chidi Okafor <chidi@example.org>\nDate: Sun, May 5, 2019 at 10:03 AM\nSubject: Rhythm\nTo: Ben Fry <ben@example.org>\n\n{c0}\n",
    "a reply quoted inside a forward": "{a0}\n\n---------- Forwarded message ---------\nFrom: Ben Fry <ben@example.org>\nDate: Mon, May 6, 2019 at 10:03 AM\nSubject: Rhythm\nTo: <practice@example.org>\n\n{b0}\n\nOn Sun, May 5, 2019, Chidi Okafor wrote:\n> {c0}\n\n{b1}\n",
    "a forward with an end mark": "----- Forwarded message from Ben Fry <ben@example.org> -----\n\nDate: Mon, 6 May 2019\nFrom: Ben Fry <ben@example.org>\nSubject: Rhythm\n\n{b0}\n\n----- End forwarded message -----\n\n{a0}\n",
    "initials as marks": "BF> {b0}\nBF> {b1}\n\n{a0}\n\nBF> {b2}\n\n{a1}\n",
    "bars as marks": "Ben Fry wrote:\n| {b0}\n| {b1}\n\n{a0}\n",
    "a quote under the signature": "{a0}\n-- \nAna Silva\n\nOn 6 May 2019 10:03, Ben Fry wrote:\n> {b0}\n",
    "a list's digest below": "{a0}\n\n> Message: 1\n> From: Ben Fry <ben@example.org>\n>\n> {b0}\n>\n> Message: 2\n> From: Chidi Okafor <chidi@example.org>\n>\n> {c0}\n",
}
"""Bodies of plain mails."""

MAIL_HTML: dict[str, str] = {
    "Gmail": '<div dir="ltr">{a0}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, May 6, 2019 at 10:03 AM Ben Fry wrote:<br></div><blockquote class="gmail_quote" style="margin:0">{b0}<blockquote class="gmail_quote">{c0}</blockquote></blockquote></div>',
    "Outlook": '<html><body><p class="MsoNormal">{a0}</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> Ben Fry &lt;ben@example.org&gt;<br><b>Sent:</b> Monday, May 6, 2019 10:03 AM<br><b>To:</b> Ana Silva<br><b>Subject:</b> Rhythm</p></div><p class="MsoNormal">{b0}</p></body></html>',
    "Outlook on the web": '<div>{a0}</div><hr><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Ben Fry<br><b>Sent:</b> Monday, May 6, 2019 10:03 AM<br><b>To:</b> Ana Silva<br><b>Subject:</b> Rhythm</div><div>{b0}</div>',
    "Apple Mail": '<div>{a0}</div><div><br><blockquote type="cite"><div>On 6 May 2019, at 10:03, Ben Fry wrote:</div><br><div>{b0}</div></blockquote></div>',
    "Thunderbird, replies between": '<div class="moz-cite-prefix">On 06.05.19 10:03, Ben Fry wrote:<br></div><blockquote type="cite" cite="mid:x">{b0}</blockquote><p>{a0}</p><blockquote type="cite">{b1}</blockquote><p>{a1}</p>',
    "Yahoo": '<div>{a0}</div><div class="yahoo_quoted"><div>On Monday, May 6, 2019, 10:03:00 AM GMT+2, Ben Fry wrote:</div><div>{b0}</div></div>',
}
"""Bodies of mails in HTML."""

DISCOURSE_RAW: dict[str, str] = {
    "one quote": '[quote="ben, post:2, topic:7"]\n{b0}\n[/quote]\n\n{a0}',
    "a quote in a quote": '[quote="ben, post:2, topic:7, full:true"]\n[quote="chidi, post:1, topic:7"]\n{c0}\n[/quote]\n{b0}\n[/quote]\n\n{a0}',
    "three levels and replies between": '[quote="ben"]\n[quote="chidi"]\n[quote="dora"]\n{d0}\n[/quote]\n{c0}\n[/quote]\n{b0}\n[/quote]\n{a0}\n\n[quote="ben, post:2, topic:7"]\n{b1}\n[/quote]\n\n{a1}',
    "a quote that is never closed": '[quote="ben, post:2, topic:7"]\n{b0}\n{b1}\n\n{a0}',
    "a block quote": "> {b0}\n> {b1}\n\n{a0}",
    "a block quote that goes on lazily": "> {b0}\n{b1}\n\n{a0}",
    "two levels of block quotes": "> > {c0}\n>\n> {b0}\n\n{a0}",
    "a quote with lists and code in it": '[quote="ben, post:2, topic:7"]\n- {b0}\n\n```\n{b1}\n```\n[/quote]\n\n{a0}',
    "a quote inside a list": "1. {a0}\n\n   > {b0}\n\n2. {a1}",
    "two quotes on one line": '[quote="ben"]{b0}[/quote] {a0} [quote="chidi"]{c0}[/quote] {a1}',
}
"""`raw` of Discourse posts."""

DISCOURSE_COOKED: dict[str, str] = {
    "a quote": '<aside class="quote no-group" data-username="ben" data-post="2" data-topic="7"><div class="title"><div class="quote-controls"></div>ben:</div><blockquote><p>{b0}</p></blockquote></aside><p>{a0}</p>',
    "a quote in a quote": '<aside class="quote" data-username="ben"><div class="title">ben:</div><blockquote><aside class="quote" data-username="chidi"><div class="title">chidi:</div><blockquote><p>{c0}</p></blockquote></aside><p>{b0}</p></blockquote></aside><p>{a0}</p>',
    "a block quote": "<blockquote><p>{b0}</p></blockquote><p>{a0}</p>",
    "a preview of another topic": '<aside class="quote" data-post="1" data-topic="9"><div class="title"><a href="/t/x/9">Other</a></div><blockquote>{b0}</blockquote></aside><p>{a0}</p>',
    "a preview of a page": '<p>{a0}</p><aside class="onebox allowlistedgeneric"><article class="onebox-body"><h3>Title</h3><p>{b0}</p></article></aside>',
}
"""`cooked` of Discourse posts."""

SLACK: dict[str, dict[str, object]] = {
    "quoted lines": {"text": "&gt; {b0}\n&gt; {b1}\n{a0}"},
    "quoted without a blank": {"text": "&gt;{b0}\n{a0}"},
    "the rest is quoted": {"text": "{a0}\n&gt;&gt;&gt; {b0}\n{b1}"},
    "a shared message": {
        "text": "{a0}",
        "attachments": [
            {
                "is_share": True,
                "author_id": "UBEN",
                "author_name": "Ben Fry",
                "text": "{b0}",
                "fallback": "{b0}",
            }
        ],
    },
    "an unfurled message": {
        "text": "{a0} <https://x.slack.com/archives/C1/p17>",
        "attachments": [
            {"is_msg_unfurl": True, "author_id": "UBEN", "text": "{b0}", "message_blocks": []}
        ],
    },
    "a share of a share": {
        "text": "{a0}",
        "attachments": [
            {
                "is_share": True,
                "author_id": "UBEN",
                "text": "{b0}",
                "attachments": [{"text": "{c0}"}],
            }
        ],
    },
    "a preview of a page": {
        "text": "{a0} <https://example.org/x>",
        "attachments": [{"title": "A page", "text": "{b0}", "from_url": "https://example.org/x"}],
    },
    "blocks with a quote": {
        "text": "",
        "blocks": [
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_quote", "elements": [{"type": "text", "text": "{b0}"}]},
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "{a0}"}]},
                ],
            }
        ],
    },
}
"""Messages of Slack."""

ZULIP: dict[str, str] = {
    "quote and reply": "@_**Ben Fry|12** [said](https://z.example.org/#narrow/near/1):\n```quote\n{b0}\n```\n{a0}",
    "a quote in a quote": "@_**Ben Fry|12** [said](https://z/1):\n````quote\n@_**Chidi Okafor|14** [said](https://z/2):\n```quote\n{c0}\n```\n{b0}\n````\n\n{a0}",
    "a quote that is never closed": "{a0}\n```quote\n{b0}\n{b1}",
    "a block quote": "> {b0}\n> {b1}\n\n{a0}",
    "tildes": "~~~quote\n{b0}\n~~~\n{a0}",
    "a quote in a spoiler": "```spoiler What Ben said\n~~~quote\n{b0}\n~~~\n```\n{a0}",
}
"""Texts of Zulip messages."""

DISCORD: dict[str, dict[str, object]] = {
    "quoted lines": {"content": "> {b0}\n> {b1}\n{a0}"},
    "the rest is quoted": {"content": "{a0}\n>>> {b0}\n{b1}"},
    "a reply": {
        "content": "{a0}",
        "type": "Reply",
        "reference": {"messageId": "5", "channelId": "70", "guildId": "7"},
        "referencedMessage": {"id": "5", "content": "{b0}"},
    },
    "a forward": {
        "content": "{a0}",
        "reference": {"messageId": "5", "channelId": "71", "guildId": "7"},
        "forwardedMessage": {"content": "{b0}", "attachments": [], "embeds": []},
    },
    "an embed of a link": {
        "content": "{a0} https://example.org/x",
        "embeds": [{"title": "A page", "url": "https://example.org/x", "description": "{b0}"}],
    },
}
"""Messages of Discord."""

GITHUB: dict[str, str] = {
    "quote reply": "> {b0}\n> {b1}\n\n{a0}",
    "two levels": "> > {c0}\n>\n> {b0}\n\n{a0}",
    "replies between": "> {b0}\n\n{a0}\n\n> {b1}\n\n{a1}",
    "a mail's reply": "{a0}\n\nOn Mon, May 6, 2019 at 10:03 AM Ben Fry ***@***.***> wrote:\n\n> {b0}\n> —\n> Reply to this email directly, view it on GitHub, or unsubscribe.\n",
    "an alert is the author's own": "> [!NOTE]\n> {a0}\n\n{a1}",
}
"""Bodies of GitHub comments."""

STACKEXCHANGE: dict[str, str] = {
    "a block quote": "<blockquote><p>{b0}</p></blockquote><p>{a0}</p>",
    "a block quote in a block quote": "<blockquote><blockquote><p>{c0}</p></blockquote><p>{b0}</p></blockquote><p>{a0}</p>",
    "a block quote with a list": "<p>{a0}</p><blockquote><ul><li>{b0}</li><li>{b1}</li></ul></blockquote><p>{a1}</p>",
    "a block quote in a list": "<ol><li><p>{a0}</p><blockquote><p>{b0}</p></blockquote></li><li>{a1}</li></ol>",
}
"""Bodies of Stack Exchange answers."""

MARKDOWN: dict[str, str] = {
    "a block quote": "# Notes\n\n{a0}\n\n> {b0}\n> {b1}\n\n{a1}",
    "a block quote with its author": "# Notes\n\n{a0}\n\n> {b0}\n>\n> — Ben Fry",
    "two levels": "# Notes\n\n> > {c0}\n>\n> {b0}\n\n{a0}",
}
"""Documents in Markdown."""
