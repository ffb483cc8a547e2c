"""Bodies of mails: the right part, decoded, and what was lost is said."""

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mailbody import html_mail_text, read_body
from ingest.mailheaders import split_head
from ingest.mailtext import own_words


def body(text: str | bytes, *, escaped: bool = False):
    data = text.encode() if isinstance(text, str) else text
    headers, rest = split_head(data)
    return read_body(headers, rest, escaped=escaped)


def part(kind: str, text: str, more: str = "") -> str:
    return f"Content-Type: {kind}\n{more}\n{text}\n"


def multipart(kind: str, *parts: str, end: bool = True) -> str:
    middle = "".join(f"--cut\n{one}" for one in parts)
    return f'Content-Type: multipart/{kind}; boundary="cut"\n\n{middle}' + (
        "--cut--\n" if end else ""
    )


def test_charsets_and_transfer_encodings_are_decoded() -> None:
    text = "Käse für José – 100 €"
    quoted = quopri.encodestring(text.encode("cp1252")).decode("ascii")
    head = "Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: "
    assert body(f"{head}quoted-printable\n\n{quoted}").text == text
    coded = base64.encodebytes(text.encode()).decode()
    head = 'Content-Type: text/plain; charset="UTF-8"\nContent-Transfer-Encoding: base64\n\n'
    assert body(head + coded).text == text


def test_japanese_of_seven_bits_is_read() -> None:
    head = b"Content-Type: text/plain; charset=iso-2022-jp\n\n"
    assert body(head + "社員と学ぶ".encode("iso-2022-jp")).text == "社員と学ぶ"


def test_an_unknown_charset_is_read_and_noted() -> None:
    found = body("Content-Type: text/plain; charset=x-nobody\n\nJosé".encode("latin-1"))
    assert found.text == "José"
    assert found.notes and found.notes[0].startswith("encoding:")


def test_plain_text_is_preferred_to_html() -> None:
    found = body(
        multipart("alternative", part("text/html", "<p>rich</p>"), part("text/plain", "plain"))
    )
    assert found.text.strip() == "plain"
    found = body(
        multipart("alternative", part("text/plain", "plain"), part("text/html", "<p>rich</p>"))
    )
    assert (found.text.strip(), found.attachments) == ("plain", 0)


def test_a_stub_of_plain_text_gives_way_to_html() -> None:
    stub = "This message is in HTML format. Your mail client does not support HTML."
    found = body(
        multipart("alternative", part("text/plain", stub), part("text/html", "<p>rich</p>"))
    )
    assert found.text.strip() == "rich"


def test_attachments_are_counted_and_their_words_are_not_read() -> None:
    attached = part(
        "text/plain; name=x.txt", "secret", "Content-Disposition: attachment; filename=x\n"
    )
    inline = part("text/x-patch", "diff", 'Content-Disposition: inline; filename="a.patch"\n')
    found = body(multipart("mixed", part("text/plain", "See the file."), attached, inline))
    assert (found.text.strip(), found.attachments) == ("See the file.", 2)


def test_a_forwarded_mail_as_attachment_is_nobodys() -> None:
    inner = "From: ben@example.org\nSubject: x\n\nBen's words"
    found = body(multipart("mixed", part("text/plain", "FYI"), part("message/rfc822", inner)))
    assert (found.text.strip(), found.attachments) == ("FYI", 1)


def test_signatures_of_programs_are_no_attachments() -> None:
    signed = part("application/pgp-signature", "-----BEGIN PGP SIGNATURE-----")
    found = body(multipart("signed", part("text/plain", "Signed."), signed))
    assert (found.text.strip(), found.attachments) == ("Signed.", 0)


def test_a_part_without_an_end_is_read_and_said_to_be_cut() -> None:
    found = body(multipart("mixed", part("text/plain", "Words"), end=False))
    assert (found.text.strip(), found.truncated) == ("Words", True)


def test_a_multipart_without_boundary_is_read_by_the_boundary_in_its_text() -> None:
    text = "Content-Type: multipart/mixed\n\n--cut\n" + part("text/plain", "Words") + "--cut--\n"
    assert body(text).text.strip() == "Words"


def test_a_multipart_that_lost_its_header_is_read() -> None:
    inner = multipart("alternative", part("text/plain", "Words"), part("text/html", "<p>Rich</p>"))
    assert body("Subject: x\n\n" + inner.split("\n\n", 1)[1]).text.strip().startswith("Words")


def test_uuencoded_files_in_the_text_are_taken_out() -> None:
    found = body("Subject: x\n\nSee below.\nbegin 644 a.txt\n#0V%T\n`\nend\nBye\n")
    assert (found.text.split(), found.attachments) == (["See", "below.", "Bye"], 1)


def test_an_escaped_from_is_restored_only_in_mailbox_files() -> None:
    mail = "Subject: x\n\n>From here on\n"
    assert body(mail, escaped=True).text.strip() == "From here on"
    assert body(mail).text.strip() == ">From here on"


def test_encrypted_mails_are_known() -> None:
    assert body("Content-Type: application/pkcs7-mime\n\nxxxx").encrypted
    parts = part("application/pgp-encrypted", "Version: 1"), part("application/octet-stream", "x")
    assert body(multipart("encrypted", *parts)).encrypted


def test_binary_that_calls_itself_text_is_unreadable() -> None:
    assert body(b"Content-Type: text/plain\n\n" + bytes(range(256)) * 20).unreadable


def test_a_text_that_is_torn_by_nuls_is_read() -> None:
    torn = b"We met \0\0on Thursday, nine of us,\0 and cooked for everybody."
    found = body(b"Content-Type: text/plain\n\n" + torn)
    assert found.text == "We met on Thursday, nine of us, and cooked for everybody."


def test_deep_nesting_does_not_raise() -> None:
    text = "Words"
    head = "Content-Type: text/plain\n\n"
    for depth in range(200):
        text = f'Content-Type: multipart/mixed; boundary="b{depth}"\n\n--b{depth}\n{head}{text}\n'
        head = ""
    assert body(text).text == "" or "Words" in body(text).text


@pytest.mark.parametrize(
    ("source", "own", "others"),
    [
        (
            "<div>Agreed.</div><div class='gmail_quote'><div class='gmail_attr'>On Mon, May 6, 2019"
            " at 10:03 Ana &lt;ana@example.org&gt; wrote:<br></div>"
            "<blockquote>Keep it small</blockquote></div>",
            "Agreed.",
            ("Keep it small", "wrote"),
        ),
        (
            "<p>On 6 May 2019, at 10:03, Ana &lt;ana@example.org&gt; wrote:</p>"
            "<blockquote type='cite'>Keep it small</blockquote><p>Why small?</p>",
            "Why small?",
            ("Keep it small", "wrote"),
        ),
        (
            "<p>No.</p><div id='divRplyFwdMsg'><b>From:</b> Ana<br><b>Sent:</b> Monday<br>"
            "<b>Subject:</b> x</div><div>Keep it small</div>",
            "No.",
            ("Keep it small", "Sent"),
        ),
        (
            "<p>No.</p><hr><p><b>From:</b> Ana &lt;a@example.org&gt;<br><b>Sent:</b> Monday<br>"
            "<b>Subject:</b> x</p><p>Keep it small</p>",
            "No.",
            ("Keep it small", "Sent"),
        ),
    ],
)
def test_quotes_in_html_mails_are_not_the_senders(
    source: str, own: str, others: tuple[str, ...]
) -> None:
    text = own_words(html_mail_text(source)).text
    assert text == own
    assert not any(words in text for words in others)


@given(
    st.binary(max_size=400),
    st.sampled_from(["text/plain", "text/html", "multipart/mixed; boundary=x"]),
)
def test_no_body_makes_it_fail(data: bytes, kind: str) -> None:
    read_body({"content-type": [kind], "content-transfer-encoding": ["base64"]}, data)
    read_body({"content-type": [kind]}, b"--x\n" + data + b"\n--x--", escaped=True)


def test_a_body_that_declares_nothing_is_read_as_the_headers_are():
    headers, _ = split_head(b"From: =?koi8-r?b?6dfBzg==?= <ivan@example.org>\n\n")
    body = read_body(headers, "Да, Иван прав, so it is.".encode("koi8-r"))
    assert body.text == "Да, Иван прав, so it is."
