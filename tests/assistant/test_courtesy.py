"""A greeting is no question to the community; whatever else it comes with is."""

import pytest

from assistant.courtesy import is_courtesy


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "Hi there!",
        "hello, how are you?",
        "thanks!",
        "Thank you so much :)",
        "ok thanks",
        "Great, thank you!",
        "Good morning everybody",
        "Who are you?",
        "what’s your name",
        "What can you do for me?",
        "are you a bot",
        "help",
        "Guten Tag",
        "¡Hola! Gracias.",
        "merci beaucoup",
        "bye",
    ],
)
def test_what_only_greets_thanks_or_speaks_to_the_machine_is_no_question(text):
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "Hello, who has run a peer assist?",
        "How do you thank volunteers?",
        "Thanks to whom did the forum begin?",
        "help desk",
        "How do I help newcomers say hello?",
        "What are your rules?",
        "What can you do about lurkers?",
        "test of trust",
        "who are you quoting",
        "Hi Rose",
        "cool tools",
    ],
)
def test_anything_else_is_asked(text):
    assert not is_courtesy(text)
