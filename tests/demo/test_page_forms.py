"""The story fills only boxes that a page has: forms are read as a person finds them."""

from __future__ import annotations

import pytest

from matchmaker.demo.page_forms import form_of

PAGE = """
<form action="/language/"><input type="hidden" name="next" value="/"></form>
<form method="post" action="/quotes/7/sign/"><input type="hidden" name="csrfmiddlewaretoken" value="abc">
<input name="price" value="100"><input type="checkbox" name="slots" value="1" checked>
<input type="checkbox" name="slots" value="2"><input type="radio" name="scope" value="full">
<select name="owner"><option value="">-</option><option value="client" selected>us</option></select>
<textarea name="note">
  as before </textarea><input type="file" name="proof"><button name="go" value="1">go</button></form>
"""


def test_what_stands_in_the_boxes_is_sent_as_it_is() -> None:
    form = form_of(PAGE, r"/quotes/\d+/sign/")
    sent = [
        ("csrfmiddlewaretoken", "abc"),
        ("price", "100"),
        ("slots", "1"),
        ("owner", "client"),
        ("note", "as before"),
    ]
    assert form.filled() == sent


def test_what_is_typed_replaces_it() -> None:
    sent = form_of(PAGE, r"/quotes/\d+/sign/").filled(price="90", slots=[1, 2], scope="full", note=None)
    assert ("price", "90") in sent
    assert [value for name, value in sent if name == "slots"] == ["1", "2"]
    assert "note" not in dict(sent)


def test_a_box_that_the_page_lacks_cannot_be_filled() -> None:
    with pytest.raises(KeyError, match="discount"):
        form_of(PAGE, r"/quotes/\d+/sign/").filled(discount=5)


def test_a_form_that_the_page_lacks_cannot_be_sent() -> None:
    with pytest.raises(LookupError, match="/quotes/7/sign/"):
        form_of(PAGE, r"/quotes/\d+/award/")
