"""Every form of a page, as a browser would send it, with nonsense in one field after the other: never a failure."""

from __future__ import annotations

import pytest
from django.db import transaction

from matchmaker.accounts.models import User
from tests.cast import Browsers
from tests.hostile.forms import forms_of
from tests.hostile.world import address, world

NONSENSE = ("9" * 5000, "a\x00b<script>alert(1)</script>", "²")


@pytest.mark.parametrize("name", ["demand:need", "demand:firm", "matching:what_if", "sourcing:rfq", "accounts:profile"])
def test_nonsense_in_any_field_is_answered(
    name: str, sme: User, supplier: User, administrator: User, client_for: Browsers
) -> None:
    keys, client = world(sme, supplier, administrator), client_for(sme)
    page = address(name, keys)
    for form in forms_of(client.get(page).content.decode()):
        action = form.action or page
        if "logout" in action:
            continue
        for field in form.fields:
            for value in NONSENSE:
                with transaction.atomic():
                    send = client.post if form.method == "post" else client.get
                    answer = send(action, {**form.fields, field: value})
                    transaction.set_rollback(True)
                assert answer.status_code < 500
                assert b"<script>alert" not in answer.content
