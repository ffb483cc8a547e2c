"""Ids: the alphabet of RFC 4648, and the same for the same item for ever."""

import base64
import hashlib

from hypothesis import given
from hypothesis import strategies as st

from assistant.ids import contribution_id, contributor_id


@given(st.text(), st.text())
def test_an_id_is_the_beginning_of_a_hash_in_base_32(source_id, external_id):
    data = f"{source_id}\x00{external_id}".encode("utf-8", "surrogatepass")
    code = base64.b32encode(hashlib.sha256(data).digest()).decode().lower()
    assert contribution_id(source_id, external_id) == f"m_{code[:20]}"


def test_ids_stay_what_they_were():
    assert contributor_id("slack:U123") == "c_pi24swsrnay3rcbokc74"
