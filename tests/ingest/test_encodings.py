"""Which encoding bytes are written in: proven, labelled, or spoken for by their statistics."""

import pytest

from ingest.decode import decode
from ingest.encodings import codec_of, proven

TEXTS = {
    "ru": "Как начать сообщество практики и не потерять людей через полгода? Делимся опытом.",
    "uk": "Як започаткувати спільноту практиків і не втратити її за пів року? Ділимося досвідом.",
    "pl": "Jak zacząć społeczność praktyków i nie stracić ludzi? Dzielimy się doświadczeniem.",
    "cs": "Jak začít komunitu praxe a neztratit lidi už během půl roku? Příště řekneme víc.",
    "hu": "Hogyan kezdjünk gyakorlati közösséget, és hogyan őrizzük meg az embereket? Így.",
    "el": "Πώς ξεκινά μια κοινότητα πρακτικής χωρίς να χαθούν οι άνθρωποι μέσα σε έξι μήνες;",
    "tr": "Uygulama topluluğu nasıl başlatılır ve insanlar altı ayda nasıl kaybedilmez? Şöyle.",
    "he": "איך מתחילים קהילת עמיתים ולא מאבדים את האנשים אחרי חצי שנה? אנחנו משתפים.",
    "ar": "كيف نبدأ مجتمع ممارسة ولا نفقد الناس بعد نصف عام؟ نحن نتشارك الخبرة.",
    "th": "เริ่มต้นชุมชนนักปฏิบัติอย่างไรโดยไม่เสียผู้คนไปภายในหกเดือน เราแบ่งปันประสบการณ์",
    "ja": "実践コミュニティをどう始めれば、半年後も人が残っているのでしょうか。経験を共有します。",
    "ko": "실천 공동체를 어떻게 시작해야 반년 뒤에도 사람들이 남아 있을까요? 경험을 나눕니다.",
    "zh": "怎样建立实践社区，而不在半年之后失去大家？我们在这里分享经验。",
    "tw": "怎樣建立實踐社群，而不在半年之後失去大家？我們在這裡分享經驗。",
    "de": "Größe und Weiß: schöne Grüße aus Köln, für Jürgen, Käthe und die Übrigen in Österreich.",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        *(("ru", x) for x in ("cp1251", "koi8-r", "iso-8859-5", "cp866", "mac-cyrillic")),
        *(("uk", x) for x in ("cp1251", "koi8-u")),
        *((x, y) for x in ("pl", "cs", "hu") for y in ("cp1250", "iso-8859-2")),
        *(("el", x) for x in ("cp1253", "iso-8859-7")),
        *(("tr", x) for x in ("cp1254", "iso-8859-9")),
        *(("he", x) for x in ("cp1255", "iso-8859-8")),
        *(("ar", x) for x in ("cp1256", "iso-8859-6")),
        *(("th", x) for x in ("tis-620", "cp874")),
        *(("ja", x) for x in ("shift_jis", "euc-jp", "iso-2022-jp", "cp932")),
        *(("ko", x) for x in ("euc-kr", "cp949", "iso-2022-kr")),
        *(("zh", x) for x in ("gb2312", "gbk", "gb18030", "hz")),
        ("tw", "big5"),
        *(("de", x) for x in ("cp1252", "iso-8859-1", "iso-8859-15", "cp850", "mac-roman")),
    ],
)
def test_text_of_an_unnamed_encoding_has_the_right_characters(language, encoding):
    text = "\n".join([TEXTS[language]] * 3)
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("language", ["ru", "el", "ja", "zh", "de"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_text_of_any_script_needs_no_byte_order_mark(language, encoding):
    text = f"First line\n{TEXTS[language]}\n"
    found = decode(text.encode(encoding))
    assert (found.text, found.encoding, found.sure) == (text, encoding, True)


def test_random_bytes_with_nuls_are_not_wide_text():
    assert proven(b"\x89PNG\x00\x00\x01\x02" * 40) is None
    assert proven(bytes(range(256)) * 16) is None


def test_the_only_foreign_word_may_stand_far_into_a_text():
    text = "Plain words and nothing else, line after line.\n" * 4000 + TEXTS["ru"] * 3
    assert decode(text.encode("koi8-r")).text == text


def test_quotation_marks_are_not_lost_to_a_label_that_is_too_narrow():
    found = decode(b"\x93So it goes\x94 \x96 caf\xe9", "iso-8859-1")
    assert (found.text, found.sure) == ("“So it goes” – café", True)


def test_bytes_that_damage_left_do_not_spoil_a_guess():
    data = (TEXTS["ja"] * 5).encode("euc-jp")[:-1]
    assert decode(data).text.startswith(TEXTS["ja"])


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ('"iso-8859-1"', "iso8859-1"),
        ("x-sjis", "cp932"),
        ("Windows1251", "cp1251"),
        ("win-1252", "cp1252"),
        ("cp-850", "cp850"),
        ("x-cp1251", "cp1251"),
        ("windows-874", "cp874"),
        ("x-windows-949", "cp949"),
        ("ISO-8859-8-I", "iso8859-8"),
        ("x-mac-cyrillic", "mac-cyrillic"),
        ("x-gbk", "gbk"),
        ("koi", "koi8-r"),
    ],
)
def test_labels_of_mail_programs_are_understood(label, codec):
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    "label", ["unknown-8bit", "x-unknown", "hex", "idna", "unicode_escape", "rot13", "", "\0"]
)
def test_labels_that_name_no_encoding_of_text_are_passed_over(label):
    assert codec_of(label) is None


def test_text_that_is_torn_by_nuls_is_not_taken_for_ideographs():
    text = b"We met \0\0on Thursday, nine of us,\0 and cooked for everybody."
    assert proven(text) is None
    for script in (
        "यह समुदाय कैसे शुरू करें, और लोग क्यों रहते हैं",
        "சமூகம் எப்படி தொடங்கும்",
        TEXTS["zh"] + " 2019 ",
    ):
        assert proven(script.encode("utf-16-le")) == "utf-16-le"
