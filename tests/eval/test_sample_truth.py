"""The sample's truth is read from its files: its people, its pseudonym, its withdrawn colleague."""

from assistant.ids import contribution_id, contributor_id, veiled_id
from eval.sample_truth import read_truth

TRUTH = read_truth({})


def test_every_expected_contribution_is_one_that_a_reader_finds():
    expected = {id for question in TRUTH.questions for id in question.contributions}
    assert expected <= TRUTH.credits.keys()


def test_the_people_of_a_question_wrote_its_contributions():
    for question in TRUTH.questions:
        wrote = {
            person for id in question.contributions for person in TRUTH.credits[id].contributor_ids
        }
        assert question.people == wrote, question.text


def test_one_person_on_two_platforms_is_one():
    slack = contributor_id("slack:U063J30YVRN")
    by_mail = [
        credit
        for credit in TRUTH.credits.values()
        if slack in credit.contributor_ids and credit.url and "lists." in credit.url
    ]
    assert by_mail


def test_the_pseudonym_stands_for_the_name():
    person = veiled_id("a colleague")
    names = {
        name
        for credit in TRUTH.credits.values()
        if person in credit.contributor_ids
        for name in credit.names
    }
    assert names == {"a colleague"}
    chosen = read_truth({contributor_id("slack:U01SF9SEPK4"): "Heron"})
    assert any("Heron" in credit.names for credit in chosen.credits.values())


def test_the_withdrawn_colleague_s_name_is_known():
    assert "Gregor Vandersteen" in TRUTH.withdrawn_names


def test_a_reference_names_source_and_item():
    (question,) = [q for q in TRUTH.questions if q.id == "q007"]
    assert question.contributions == {
        contribution_id("practice-slack", "C0SUCSX9U6H/1662450011.401658")
    }
