"""HTML becomes Markdown-like text: what a reader sees, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ReadError
from ingest.markup import html_sections, html_to_text


def test_paragraphs_lists_and_headings_keep_their_shape() -> None:
    text = html_to_text("<h2>Plan</h2><p>We <b>meet</b><br>weekly.</p><ol><li>one<li>two</ol>")
    assert text == "## Plan\n\nWe meet\nweekly.\n\n1. one\n2. two"


def test_nested_lists_are_indented() -> None:
    text = html_to_text("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul>")
    assert text == "- a\n  - b\n- c\n  d"


def test_code_keeps_its_lines_and_spaces() -> None:
    text = html_to_text("<p>Run <code>make it</code>:</p><pre><code>if x:\n    go()\n</code></pre>")
    assert text == "Run `make it`:\n\n```\nif x:\n    go()\n```"


def test_tables_become_pipe_rows_with_pipes_escaped() -> None:
    text = html_to_text("<table><tr><th>A<th>B|C<tr><td>1<td><p>2</p><p>3</p></table>")
    assert text == "| A | B\\|C |\n| --- | --- |\n| 1 | 2 3 |"


def test_a_table_used_as_a_frame_leaves_only_its_text() -> None:
    assert html_to_text("<table><tr><td>Hello | you</td></tr></table>") == "Hello | you"


def test_links_keep_label_and_address_and_never_a_script() -> None:
    page = '<a href="https://x.org/a">here</a> <a href="javascript:alert(1)">there</a>'
    assert html_to_text(page) == "[here](https://x.org/a) there"
    assert html_to_text('<a href="https://x.org/">https://x.org/</a>') == "https://x.org/"
    assert html_to_text('<a class="mention" href="/u/ana">@ana</a> hi') == "@ana hi"


def test_images_leave_their_alternative_text() -> None:
    assert html_to_text('<p>Look <img src="x" alt="a map"> here</p>') == "Look a map here"


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>secret</script>",
        "<style>.a{}secret</style>",
        "<!-- secret -->",
        '<span style="display: none">secret</span>',
        '<span style="font-size:0px">secret</span>',
        '<span style="visibility:hidden">secret<b>secret</b></span>',
        '<p style="opacity:0">secret</p>',
        "<div hidden>secret</div>",
        '<i aria-hidden="true">secret</i>',
        "<template>secret</template>",
        "<textarea>secret</textarea>",
    ],
)
def test_what_nobody_sees_is_left_out_and_what_follows_is_kept(hidden: str) -> None:
    assert "secret" not in (text := html_to_text(f"<p>before {hidden} after</p> end"))
    assert text.split() == ["before", "after", "end"]


def test_a_forums_quote_is_always_left_out() -> None:
    page = '<aside class="quote" data-username="bo"><blockquote>Bo said</blockquote></aside>I agree'
    assert html_to_text(page) == "I agree"


def test_a_preview_of_another_page_leaves_its_address() -> None:
    page = (
        '<aside class="onebox" data-onebox-src="https://x.org/a"><p>Theirs</p></aside><p>Mine</p>'
    )
    assert html_to_text(page) == "https://x.org/a\n\nMine"


def test_block_quotes_are_marked_or_dropped() -> None:
    page = "<p>Mine</p><blockquote><p>Theirs</p></blockquote>more"
    assert html_to_text(page) == "Mine\n\n> Theirs\n\nmore"
    assert html_to_text(page, quotes=False) == "Mine\n\nmore"


def test_a_gmail_reply_keeps_only_the_senders_words() -> None:
    page = (
        '<div>Top</div><div class="gmail_quote"><div class="gmail_attr">On x Bo wrote:</div>'
        "<blockquote>Bo said</blockquote><div>inline</div><blockquote>more Bo</blockquote></div>"
    )
    assert html_to_text(page, quotes=False) == "Top\n\ninline"


def test_a_gmail_forward_is_nobodys() -> None:
    page = (
        '<div>Fyi</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded '
        "message ---------<br>From: Bo</div><blockquote>a</blockquote>Bo said</div>"
    )
    assert html_to_text(page, quotes=False) == "Fyi"


def test_everything_after_outlooks_rule_is_the_older_mail() -> None:
    page = (
        "<body><div><p>Mine</p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
        "<p>From: Bo</p></div></div><p>Bo said</p>tail</div></body>"
    )
    assert html_to_text(page, quotes=False) == "Mine"


def test_sections_follow_headings_and_leave_out_page_furniture() -> None:
    page = (
        "<nav>Menu</nav><p>Intro</p><h1>Launch</h1><h2>First <em>meeting</em></h2><p>Bring tea</p>"
        "<h2>Second</h2>x<footer>Contact us</footer>"
    )
    found = [(s.path, s.text) for s in html_sections(page)]
    assert found == [
        ((), "Intro"),
        (("Launch",), ""),
        (("Launch", "First meeting"), "Bring tea"),
        (("Launch", "Second"), "x"),
    ]


def test_a_page_with_a_main_part_is_read_there() -> None:
    words = "word " * 30
    page = f"<div>Sign in</div><main><h1>Guide</h1><p>{words}</p></main><div>Cookies</div>"
    assert [s.heading for s in html_sections(page)] == ["Guide"]


def test_deep_nesting_is_read_and_endless_nesting_is_refused() -> None:
    deep = "<div>" * 1500 + "<blockquote>" * 300 + "in" + "</blockquote>" * 300 + "</div>" * 1500
    assert "in" in html_to_text(deep) and "after" in html_to_text(deep + "after")
    with pytest.raises(ReadError) as caught:
        html_to_text("<div>" * 100_000 + "in" + "</div>" * 100_000 + "after")
    assert caught.value.reason == "unsafe"


@pytest.mark.parametrize(
    "page", ["", " ", "<!-- x -->", "<", "&", "<p", "a\0b", "<?xml version='1.0'?>"]
)
def test_broken_markup_never_fails(page: str) -> None:
    html_to_text(page)
    html_sections(page)


@given(st.text(alphabet="<>/= \"'abp&;#-!x\n", max_size=200))
def test_any_soup_is_read(page: str) -> None:
    html_to_text(page)
    html_to_text(page, quotes=False)


@given(st.lists(st.text(alphabet="abcdefg ", min_size=1, max_size=20), max_size=8))
def test_every_visible_word_survives(words: list[str]) -> None:
    tags = ["p", "li", "td", "h3", "div", "h1", "section", "blockquote"]
    page = "".join(f"<{t}>{w}</{t}>" for t, w in zip(tags, words, strict=False))
    assert " ".join(words).split() == [
        word for word in html_to_text(page).split() if word.isalpha()
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>``Soup'' is what he said</p>", "``Soup'' is what he said"),
        ("<p>use <code>``x``</code> here</p>", "use ```x``` here"),
        ("<p>a <code></code>b <code>c</code><code>d</code></p>", "a b `cd`"),
    ],
)
def test_backticks_of_the_text_stay_and_empty_code_leaves_none(source, text):
    assert html_to_text(source) == text


def test_what_a_chat_shows_of_a_linked_page_is_not_the_authors():
    card = '<div class="message_inline_ref"><a>T</a><desc>Words of that page.</desc></div>'
    assert html_to_text(f"<p>See x.</p>{card}") == "See x."
