"""The community in somebody else's chain: what is found, who said it, and for whom."""

import asyncio

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from assistant.langchain_retriever import CommunityRetriever
from assistant.records import Viewer
from tests.assistant.language import WordEmbedder
from tests.builders import DAY, author, draft, thread_draft
from tests.ingest.people_place import Home

URL = "https://f.example/t/1"
STEWARDS = Viewer(id="v", audiences=frozenset({"public", "stewards"}))


@pytest.fixture
def answers(tmp_path):
    home = Home(tmp_path)
    home.community.__dict__["embedder"] = WordEmbedder()
    open_ = thread_draft("1", draft("1/0", "tea wants soft water", url=URL), title="On tea")
    closed = thread_draft(
        "2", draft("2/0", "tea money is secret", author("Bo Lind")), space="leads", private=True
    )
    home.sync([open_, closed], map_audience=(("leads", "stewards"),))
    with home.community.answers("test") as found:
        found.catch_up()
        yield found
    home.close()


def test_documents_say_who_wrote_what_where_and_when(answers):
    (found,) = CommunityRetriever(answers=answers).invoke("tea water")
    assert found.page_content == "tea wants soft water"
    facts = found.metadata
    assert facts["contributors"] == [["Ana Silva"]] and facts["urls"] == [URL]
    assert facts["dates"] == [DAY.isoformat()] and facts["thread_title"] == "On tea"
    assert found.id == facts["passage_id"] and facts["contribution_ids"][0].startswith("m_")
    assert 0.0 <= facts["score"] <= 1.0


def test_a_viewer_finds_only_what_they_may_read(answers):
    public = CommunityRetriever(answers=answers).invoke("tea money secret")
    stewards = CommunityRetriever(answers=answers, viewer=STEWARDS).invoke("tea money secret")
    assert [item.page_content for item in public] == ["tea wants soft water"]
    assert stewards[0].page_content == "tea money is secret"


def test_no_more_than_k_documents_come(answers):
    assert len(CommunityRetriever(answers=answers, viewer=STEWARDS, k=1).invoke("tea")) == 1


def test_it_works_in_a_chain_with_a_chat_model(answers):
    seen = []
    prompt = ChatPromptTemplate.from_template("{sources}\n\n{question}")
    retriever = CommunityRetriever(answers=answers)
    joined = retriever | (lambda found: "\n".join(item.page_content for item in found))
    chain = (
        {"sources": joined, "question": RunnablePassthrough()}
        | prompt
        | RunnableLambda(lambda value: seen.append(value.to_string()) or value)
        | FakeListChatModel(responses=["soft water"])
        | StrOutputParser()
    )
    assert chain.invoke("Which water does tea want?") == "soft water"
    assert "tea wants soft water" in seen[0] and "secret" not in seen[0]


def test_it_can_be_awaited(answers):
    found = asyncio.run(CommunityRetriever(answers=answers).ainvoke("tea"))
    assert [item.page_content for item in found] == ["tea wants soft water"]
