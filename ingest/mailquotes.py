"""How mail programs mark words that are not the sender's: the patterns, in many languages.

Attribution lines, header blocks of the mail that is answered, separators, forwards, footers of
lists. The forms are those that common mail programs and list servers write; nothing specifies
them. This module does not know what is done about them.
"""

import re
from collections.abc import Sequence

_VERBS = (
    r"wrote|writes|said|says|write|schrieb(?:en)?|schreibt|meinte|a écrit|écrit|écrivait|a scritto"
    r"|ha scritto|geschreven|sent|scrisse|scrive|escribió|escribio|escribe|escreveu|escreve"
    r"|va escriure|schreef"
    r"|schrijft|skrev|skriver|kirjoitti|napisał(?:\(a\)|a)?|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?"
    r"|написал(?:\(а\)|а)?|пишет|писал(?:\(а\)|а)?|написав|пише|yazdı|şunu yazdı|írta|a scris"
    r"|έγραψε|pisze|je napisal(?:\(a\)|a)?|je napisao|kirjutas|rakstīja|rašė|kto\s?pisal|skrifaði"
    r"|写道|寫道|のメッセージ|さんは書きました|님이 작성|כתב(?:ה)?|كتب(?:ت)?|viết|menulis"
)
_VERB = re.compile(rf"(?:(?<!\w)(?:{_VERBS})(?!\w)|写道|寫道|さんは書きました|님이 작성)", re.I)
_OPENERS = (
    r"On|At|Am|Le|El|Il|Em|Op|Den|Dne|Dňa|W dniu|Dnia|No dia|Na|Pe|În|Το|Στις|Le|Ar|Þann|Den|Vào"
    r"|Pada|בתאריך|في|在|于|於|Quoting|Zitat von|Citando|Citing|Quoth|Thus spake|In (?:article"
    r"|message)"
)
_OPENER = re.compile(rf"(?:[-*=]{{2,3}} ?)?(?:{_OPENERS})(?!\w)", re.I)
_ADDRESS = re.compile(
    r"<?[^\s<>@]{1,80}(?:@| at )[\w-]+(?:\.|\s?dot\s?)[\w.-]{2,}>?|<[^<>\s]*@[^<>\s]*>"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)|年")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}\s?[:.h]\s?\d{2}(?!\d)")
_MONTH = re.compile(
    r"(?<!\w)(?:jan|feb|mar|mär|apr|avr|ma[iyj]|jui?n|jul|aug|aoû|ag[o]|sep|set|o[ck]t|out|nov"
    r"|d[eé][czs]"
    r"|янв|фев|апр|мая|июн|июл|авг|сен|окт|ноя|дек|ene|gen|abr|mag|giu|lug|ott|dic|fev"
    r"|fév)[^\W\d]*\.?(?!\w)"
    r"|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|月",
    re.I,
)
_NAMEISH = re.compile(
    r"^(?!(?:as|what|like|here|i|so|which|because)\b)[\"'*_\[(<]*[^\W\d_][\w.'’\"()<>@*-]*"
    r"(?:,? [\w.'’\"()<>@*-]+){0,5}[,:]? ?$",
    re.I,
)
_BARE = re.compile(rf"^[^<>\n]{{0,60}}<[^<>@\s]+@[^<>\s]+>\s*(?:{_VERBS})\s?[:：]$", re.I)
_SOLE = re.compile(r"[*-]{0,2}\s*[^<>\n:]{1,60}<[^<>@\s]+(?:@| at )[^<>\s]+>\s?[:：]")
"""Nothing but who it was: `* Ana Silva <ana@…>:`."""
_STARTS = re.compile(
    rf"\s*>?\s*(?:{_OPENER.pattern}|\d|(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|mo"
    r"|di|mi|do|fr|sa|so|pon|wt|śr|czw|pt|sob|niedz|пн|вт|ср|чт|пт|сб|вс)[^\W\d]{0,8}[.,]? )",
    re.I,
)
_RUN_ON = re.compile(
    r"(?<=[^\s-])(?:[ \t]+|[ \t]*-{2,}[ \t]*)"
    r"(On (?:[A-Z][a-z]{2,8},? |\d{1,2} [A-Z]|\d{1,4}[/-]).{8,200}\bwrote:)[ \t]*$"
)
_SENTENCE = re.compile(r"[^\W\d]{3,}[.!?]\s+[A-ZÀ-Þ]\w+ [a-zà-ÿ]+ \w+")
MAX_ATTRIBUTION_LINES = 4
OPENING_WORDS = ("On ", "Am ", "Le ", "El ", "Il ", "Em ", "Op ", "Den ", "At ")
"""How attributions that run over several lines start."""


def unglued(line: str) -> str:
    """Put an attribution that stands behind other words ("Yes. On … wrote:") on its own line."""
    return _RUN_ON.sub(r"\n\1", line) if "On " in line[1:] else line


def starts_attribution(line: str) -> bool:
    """Say whether attributions start like this: with a day, a date or "On"."""
    return _STARTS.match(line) is not None


def is_attribution(text: str) -> bool:
    """Say whether the text (joined lines right before quoted lines) only names who is quoted."""
    text = text.strip()
    if not text or len(text) > 400:
        return False
    ends = text.endswith((":", "：", "…", "...", ">", ",", "-", "wrote", "]"))
    address = _ADDRESS.search(text)
    if text.endswith("wrote:") and (address or _OPENER.match(text)):  # by far the most
        return not _SENTENCE.search(text)
    if address and _SOLE.fullmatch(text):
        return True
    verb = _VERB.search(text)
    if ends and verb and (address or _OPENER.match(text)) and not _SENTENCE.search(text):
        return True
    if verb and text[-1] in ":：" and _NAMEISH.match(text[: verb.start()] or "you"):
        return len(text) <= 120
    if verb and text[-1] in ":：" and (_YEAR.search(text) or _CLOCK.search(text)):
        return not _SENTENCE.search(text)
    if address and (_YEAR.search(text) or _CLOCK.search(text)) and text[-1] in ":：>)":
        return not _SENTENCE.search(text)
    return bool(ends and _OPENER.match(text) and address)


def is_attribution_alone(text: str) -> bool:
    """Say whether the text surely opens a quote, even when what follows is not marked as one.

    Stricter than `is_attribution`: all that follows such a line is taken for somebody else's.
    """
    text = text.strip()
    if text.startswith("--") and text.endswith("--"):
        text = text.strip("- ") + ":"
    if not text or text[-1] not in ":：" or len(text) > 400 or _SENTENCE.search(text):
        return False
    verb = _VERB.search(text)
    if verb is None:
        return False
    if _BARE.match(text):
        return True
    dated = bool(_YEAR.search(text) and _MONTH.search(text))
    if _OPENER.match(text) and dated:
        return True
    return bool(_ADDRESS.search(text) and (dated or _CLOCK.search(text)))


_ORIGINAL = re.compile(
    r"(?:original message|original appointment|message d'origine|message original|message initial"
    r"|ursprüngliche nachricht|originalnachricht|antwort nachricht"
    r"|mensaje original|mensagem original"
    r"|messaggio originale|oorspronkelijke? bericht|original meddelelse|oprindelig meddelelse"
    r"|ursprungligt meddelande|opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna"
    r"|oryginalna wiadomość|původní zpráva|исходное сообщение|orijinal ileti|eredeti üzenet"
    r"|原始邮件|原始郵件|元のメッセージ|원본 메시지|reply message)",
    re.I,
)
_FORWARDED = re.compile(
    r"(?:begin )?(?:forwarded (?:message|mail|by)|forward(?:ed)? (?:message|letter)"
    r"|(?:anfang der )?weitergeleiteten? nachricht"
    r"|(?:début du )?message (?:transf[ée]r[ée]|réexpédié)"
    r"|(?:inicio del )?mensaje reenviado|mensagem (?:encaminhada|reencaminhada)"
    r"|(?:inizio )?messaggio inoltrato|(?:begin )?doorgestuurd bericht"
    r"|videresendt (?:meddelelse|melding)|vidarebefordrat meddelande|välitetty viesti"
    r"|przekazana wiadomość|wiadomość przekazana|přeposlaná zpráva|пересылаемое сообщение"
    r"|перенаправленное сообщение|iletilen mesaj|转发的邮件|轉寄郵件|転送メッセージ)"
    r"(?P<rest>.{0,120})",
    re.I,
)
_FORWARD_END = re.compile(
    r"(?:end (?:of )?(?:the )?(?:forwarded|original) message|end forward"
    r"|ende der weitergeleiteten nachricht|fin du message (?:transféré|réexpédié)).{0,60}",
    re.I,
)
_DECORATION = " \t*_-="


def is_separator(line: str) -> bool:
    """Say whether `-----Original Message-----` stands here: the mail that is answered follows."""
    bare = line.strip()
    core = bare.strip(_DECORATION)
    return core != bare and _ORIGINAL.fullmatch(core) is not None


def is_forward(line: str) -> bool:
    """Say whether a forwarded mail follows: nobody's words here."""
    bare = line.strip()
    core = bare.strip(_DECORATION)
    found = _FORWARDED.fullmatch(core)
    return bool(
        found and (found["rest"].strip() == ":" or bare.startswith(("--", "==", "__", "**")))
    )


def is_forward_end(line: str) -> bool:
    """Say whether a forwarded mail ends here, as some mail programs mark it."""
    bare = line.strip()
    core = bare.strip(_DECORATION)
    return core != bare and _FORWARD_END.fullmatch(core) is not None


_FROM_NAMES = (
    r"From|Von|De|Da|Van|Fra|Från|Lähettäjä|От|От кого|Od|Kimden|Gönderen|Feladó|Expéditeur"
    r"|Remitente|Mittente|Afzender|发件人|寄件者|寄件人|差出人|보낸 사람|Από|De la|Від|מאת|من"
)
_SENT_NAMES = (
    r"Sent|Date|Gesendet|Datum|Envoyé|Envoyé le|Enviado|Enviado el|Enviada em|Inviato|Data|Fecha"
    r"|Verzonden|Sendt|Dato|Skickat|Lähetetty|Päivämäärä|Отправлено|Дата|Wysłano|Odesláno"
    r"|Gönderildi"
    r"|Tarih|Elküldve|Dátum|发送时间|日期|送信日時|日付|보낸 날짜|Ημερομηνία"
    r"|Στάλθηκε|Надіслано|Sent at"
    r"|寄件日期|נשלח|תאריך"
)
_SUBJECT_NAMES = (
    r"Subject|Betreff|Betr\.?|Objet|Asunto|Assunto|Oggetto|Onderwerp|Emne|Ämne|Aihe|Тема|Temat"
    r"|Předmět|Predmet|Konu|Tárgy|主题|主旨|件名|제목|Θέμα|Subiect|Re|RE|נושא"
)
_OTHER_NAMES = (
    r"To|An|À|A|Para|Aan|Til|Till|Vastaanottaja|Кому|Do|Komu|Kime|Címzett|收件人|宛先"
    r"|받는 사람|Προς"
    r"|Către|Cc|CC|Kopie|Kopi|Kopia|Copie|Копия|Bcc|Reply-To|Reply to|Antwort an|Répondre à"
    r"|Newsgroups"
    r"|Organization|Priority|Importance|Wichtigkeit|Message-ID|In-Reply-To|List-Id|Attachments"
    r"|Anlagen"
    r"|抄送|副本|אל|Sender|Content-Type|MIME-Version|Return-Path|Posted At|Posted To|Conversation"
    r"|Sent by"
    r"|X-[\w-]+|User-Agent|References|Resent-\w+"
)
_HEAD = r"^\s*[*_]*(?:{names})[*_]*\s?[:：][*_]*(?:\s|$)"
_FROM = re.compile(_HEAD.format(names=_FROM_NAMES), re.I)
_SENT = re.compile(_HEAD.format(names=_SENT_NAMES), re.I)
_SUBJECT = re.compile(_HEAD.format(names=_SUBJECT_NAMES), re.I)
_OTHER = re.compile(_HEAD.format(names=_OTHER_NAMES), re.I)
_RUN_IN = re.compile(
    rf"^\s*[*_]*(?:{_FROM_NAMES})[*_]*\s?[:：].{{2,200}}\b(?:{_SENT_NAMES})[*_]*\s?[:：].{{4,200}}"
    rf"(?:{_SUBJECT_NAMES})[*_]*\s?[:：]",
    re.I,
)
_COLON = re.compile("[:：]")
_MAX_BLOCK_LINES = 30


def header_block(lines: Sequence[str], start: int) -> tuple[int, int]:
    """Return one past the header block of an older mail that starts at the line, or `start`.

    A block names who sent it, and when or about what, within a few lines. A form that somebody
    fills in ("From: Lisbon, To: Porto") is none. The second number is one past the last line
    looked at: where there is no block, none starts before it.
    """
    line = lines[start]
    if not _COLON.search(line, 0, 60) or not _kind(line):
        return start, start
    if _RUN_IN.match(line):
        return start + 1, start + 1
    kinds, end, at, folded = set[str](), start, start, False
    for at in range(start, min(len(lines), start + _MAX_BLOCK_LINES)):
        kind = _kind(lines[at])
        if kind:
            kinds.add(kind)
            end, folded = at + 1, True
        elif not lines[at].strip():
            if len(kinds) >= 3 or (at > start and not _kind_after(lines, at)):
                break
        elif not (folded and _continues(lines, at)):
            break
        else:
            end, folded = at + 1, lines[at][:1] in " \t"
    telling = kinds & {"sent", "subject"}
    named = bool(_ADDRESS.search(lines[start][:400])) or {"subject"} < kinds - {"from"}
    return (end, end) if "from" in kinds and telling and named else (start, at + 1)


def _kind(line: str) -> str:
    for kind, pattern in (("from", _FROM), ("sent", _SENT), ("subject", _SUBJECT)):
        if pattern.match(line):
            return kind
    return "other" if _OTHER.match(line) else ""


def _kind_after(lines: Sequence[str], at: int) -> bool:
    return at + 1 < len(lines) and bool(_kind(lines[at + 1]))


def _continues(lines: Sequence[str], at: int) -> bool:
    """Say whether the line goes on with a long header: indented, or another header follows."""
    return lines[at][:1] in " \t" or _kind_after(lines, at)


_FOOTER_WORDS = re.compile(
    r"mailing list|mailman|listinfo|unsubscri|groups\.google|subscribed to|yahoogroups|listserv"
    r"|liste de diffusion|lista de correo|mailingliste|abmelden|désabonner|désinscri"
    r"|lista de discuss"
    r"|manage your subscription|archives?(?: are)? (?:at|available)|list archive",
    re.I,
)
_RULE = re.compile(r"^\s*(?:[-_=*~#]{4,}|--|--~--.*|-~-.*|-=-.*|_\.(?:_|,)[_.,-]*)\s*$")
_FOOTER_LETTERS = frozenset("yYtTuUfFsSvVhH")
_FOOTER_START = re.compile(
    r"^\s*(?:you (?:are )?receiv(?:ed|ing) this (?:message|e-?mail|mail) because"
    r"|to unsubscribe[\s,:]|to unsubscribe from this|to post to this group"
    r"|to change your (?:list )?(?:options|settings)"
    r"|unsubscribe(?: here)?:\s|for more options, visit this group"
    r"|sie erhalten diese nachricht, weil|vous recevez ce message,? car"
    r"|vous avez reçu ce message,? car"
    r"|has recibido este mensaje porque|you can unsubscribe|yahoo! groups (?:links|sponsor))",
    re.I,
)


def footer(lines: Sequence[str], start: int) -> bool:
    """Say whether a list server's footer starts at the line."""
    line = lines[start]
    opening = line.lstrip()[:1]
    if opening in _FOOTER_LETTERS:
        return _FOOTER_START.match(line) is not None
    if opening not in "-_=*~#" or not _RULE.match(line):
        return False
    following = [x for x in lines[start + 1 : start + 6] if x.strip()][:4]
    return any(_FOOTER_WORDS.search(x[:500]) for x in following)


SENT_FROM = re.compile(
    r"^\s*(?:sent (?:from|via|with|using) (?:my|mail|outlook|yahoo|samsung|proton|gmail|a|the"
    r"|mobile)\b.{0,70}"
    r"|get outlook for .{0,60}|gesendet (?:von|mit|aus) (?:meinem|outlook|der|mail|web)\b.{0,60}"
    r"|von (?:meinem|unterwegs).{0,40} gesendet|diese nachricht wurde von meinem .{0,80}gesendet\.?"
    r"|envoyé (?:de|depuis|à partir de) (?:mon|ma|l'|outlook|yahoo).{0,60}"
    r"|télécharger outlook pour .{0,40}"
    r"|enviado (?:desde|do|de|a partir do) (?:mi|meu|o|outlook|yahoo|correo).{0,60}"
    r"|obtener outlook para .{0,40}"
    r"|inviato da(?:l| )(?:mio)?.{0,60}|verstuurd (?:vanaf|met) .{0,60}|verzonden (?:vanaf"
    r"|met) mijn.{0,40}"
    r"|skickat från (?:min|outlook).{0,40}|sendt fra (?:min|outlook).{0,40}"
    r"|lähetetty .{0,20}(?:iphone|puhelime|outlook).{0,40}"
    r"|wysłane z .{0,40}|отправлено с .{0,40}|odesláno z .{0,40})\s*$",
    re.I,
)
"""What phones add under a mail."""
