"""The command contract on the sample community: real embedder, Chroma and Tantivy."""

import json

from ui.commands.app import run

ANSWER = {"question", "status", "standing", "statements", "citations", "people", "related"}
CITATION = {
    "number", "contributor", "contributor_id", "contribution_id", "quote", "url", "created_at",
    "source_id", "thread_id", "thread_title",
}  # fmt: skip
REPORT = {
    "id", "kind", "threads", "seen", "indexed", "unchanged", "removed", "proposed_removals",
    "skipped", "failed", "failures", "contributions", "passages", "seconds",
}  # fmt: skip


def test_a_question_is_answered_by_several_named_colleagues_to_the_letter(firsthand):
    answer = firsthand("ask", "Should taking part be voluntary?")
    assert set(answer) >= ANSWER | {"timings_ms"}
    assert answer["status"] == "answered"
    assert len({c["contributor_id"] for c in answer["citations"]}) >= 2
    for citation in answer["citations"]:
        assert set(citation) >= CITATION
        shown = firsthand("show", citation["contribution_id"])
        assert citation["quote"] in shown["text"]
        assert citation["contributor"] == shown["contributor"]
        assert citation["contributor_id"] == shown["contributor_id"]
    quotes = {c["number"]: c["quote"] for c in answer["citations"]}
    for statement in answer["statements"]:
        assert statement["text"] == quotes[statement["citations"][0]]


def test_what_nobody_wrote_names_nobody(firsthand):
    answer = firsthand("ask", "How do I grow tomatoes on a balcony in winter?")
    assert answer["status"] == "unanswered" and answer["standing"] is None
    assert answer["statements"] == answer["citations"] == answer["people"] == []


def test_search_gives_ranked_evidence_with_scores_between_0_and_1(firsthand):
    found = firsthand("search", "quiet members", "-k", "5")["evidence"]
    assert [item["rank"] for item in found] == [1, 2, 3, 4, 5]
    assert all(0 <= item["score"] <= 1 for item in found)
    assert set(found[0]) >= {"passage_id", "thread_id", "contribution_ids", "contributors", "text"}


def test_syncing_again_changes_nothing(firsthand):
    reports = firsthand("sync")["sources"]
    for report in reports:
        assert set(report) >= REPORT
        out = sum(report["skipped"].values()) + sum(report["failed"].values())
        assert report["seen"] == report["indexed"] + report["unchanged"] + out
        assert report["indexed"] == report["removed"] == 0
        assert report["seconds"] < 3


def test_only_those_who_hold_an_audience_read_it(firsthand):
    question = "sponsor planned budget cut stewards"
    public = firsthand("search", question, "-k", "50")["evidence"]
    steward = firsthand("search", question, "-k", "50", "--as", "steward")["evidence"]
    secret = [item for item in steward if item not in public]
    canary = [item for item in steward if "zanzibar-quokka-7719" in item["text"]]
    assert secret
    assert not any("zanzibar-quokka-7719" in item["text"] for item in public)
    wanted = (canary or secret)[0]
    hidden = firsthand("show", wanted["contribution_ids"][0], code=2)
    missing = firsthand("show", "m_aaaaaaaaaaaaaaaaaaaa", code=2)
    assert hidden["kind"] == missing["kind"] == "UnknownId"
    narrowed = firsthand("search", question, "--as", "steward", "--audience", "public")
    assert not any("zanzibar-quokka" in item["text"] for item in narrowed["evidence"])


def test_a_withdrawn_colleague_is_nowhere(firsthand):
    for question in ("ochre pelican", "Gregor Vandersteen", "What did Gregor say about levies?"):
        answer = json.dumps(firsthand("ask", question, "--as", "steward")["citations"])
        assert "ochre-pelican-4402" not in answer and "Gregor" not in answer
    names = [person["contributor"] for person in firsthand("people")["people"]]
    assert len(names) >= 30 and not any("Gregor" in name for name in names if name)


def test_pseudonyms_stand_for_names_everywhere(firsthand):
    names = [person["contributor"] for person in firsthand("people")["people"]]
    assert not any("Patience" in name or "Mwangi" in name for name in names if name)
    found = firsthand("search", "Patience Mwangi", "-k", "100")
    assert "Mwangi" not in json.dumps(found)


def test_wrong_use_exits_with_2_and_says_what_would_work(firsthand):
    assert "the sources are" in firsthand("source", "show", "nothing", code=2)["error"]
    assert "viewer add" in firsthand("ask", "x?", "--as", "nobody", code=2)["error"]
    assert firsthand("ask", " ", code=2)["error"] == "the question is empty"
    assert firsthand("frobnicate", code=2)["kind"] == "WrongUse"


def test_a_conversation_is_kept_in_its_file(firsthand, tmp_path):
    path = tmp_path / "talk.jsonl"
    for text in ("How do we start a community?", "And who should lead it?"):
        firsthand("ask", text, "--conversation", str(path))
    kept = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [row["question"] for row in kept] == [
        "How do we start a community?",
        "And who should lead it?",
    ]


def test_verify_finds_everything_by_searching(firsthand):
    assert firsthand("verify")["ok"] is True
    assert firsthand("verify", "--quick")["ok"] is True


def test_viewers_come_and_go(firsthand):
    added = firsthand("viewer", "add", "eve", "--audience", "stewards", "leads")
    assert added["id"] == "eve" and added["audiences"] == ["leads", "public", "stewards"]
    assert added["roles"] == ["practitioner"] and added["contributor_id"] is None
    assert "eve" in [row["id"] for row in firsthand("viewer", "list")["viewers"]]
    firsthand("viewer", "remove", "eve")
    firsthand("ask", "x?", "--as", "eve", code=2)


def test_a_dry_run_shows_the_kind_and_writes_nothing(firsthand):
    before = firsthand("source", "list")
    preview = firsthand("source", "add", "data/sample/slack", "--id", "again", "--dry-run")
    assert preview["kind"] == "slack" and preview["contributions"] > 200
    assert "stewards" in json.dumps(preview["private"])
    assert firsthand("source", "list") == before


def test_a_paused_source_is_silent_until_it_is_resumed(firsthand):
    question = "Should taking part be voluntary?"
    sources = {c["source_id"] for c in firsthand("ask", question)["citations"]}
    firsthand("source", "pause", "practice-slack")
    silent = firsthand("search", question, "-k", "100")["evidence"]
    assert "practice-slack" not in {item["source_id"] for item in silent}
    firsthand("source", "resume", "practice-slack")
    assert {c["source_id"] for c in firsthand("ask", question)["citations"]} == sources


def test_every_command_has_help_with_an_example(capfd):
    for command in ("init", "sync", "ask", "search", "show", "people", "verify", "serve"):
        assert run([command, "--help"]) == 0
        assert "Example: firsthand" in capfd.readouterr().out
    for group, names in {
        "source": ("add", "list", "show", "pause", "resume", "retire"),
        "viewer": ("add", "list", "remove"),
        "consent": ("show", "set"),
    }.items():
        for name in names:
            assert run([group, name, "--help"]) == 0
            assert "Example: firsthand" in capfd.readouterr().out


def test_a_short_question_on_a_new_matter_is_answered_as_if_it_were_the_first(firsthand, tmp_path):
    talk, text = str(tmp_path / "talk.jsonl"), "How do we measure value?"
    assert firsthand("ask", text)["status"] == "answered"
    firsthand("ask", "¿Debería ser voluntaria la participación?", "--conversation", talk)
    later = firsthand("ask", text, "--conversation", talk)
    assert later["status"] == "answered" and "understood" not in later["trace"]


def test_a_greeting_is_neither_unwritten_nor_on_the_agenda(firsthand, home, capfd):
    answer = firsthand("ask", "Hello, who are you?")
    assert set(answer) >= ANSWER and answer["related"] == answer["people"] == []
    assert (answer["status"], answer["notes"]) == ("unanswered", ["courtesy"])
    topics = [topic["topic"] for topic in firsthand("agenda")["topics"]]
    assert "Hello, who are you?" not in topics
    assert run(["ask", "thanks!", "--home", str(home)]) == 0
    assert "Nobody has written" not in capfd.readouterr().out
