"""Each side reviews the other once, blind; both are published together, or after two weeks."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from matchmaker.accounts.models import Organisation, User
from matchmaker.matching.models import Feedback
from matchmaker.notifications.models import Message
from matchmaker.sourcing.choices import ReviewOfFirm, ReviewOfSupplier
from matchmaker.sourcing.models import Project, Review
from matchmaker.sourcing.outcomes.errors import ReviewTooEarly, ReviewWritten
from matchmaker.sourcing.outcomes.review_services import review_write
from matchmaker.sourcing.outcomes.selectors import ratings_of, reviews_readable
from matchmaker.sourcing.tasks import sweep_timers
from tests.cast import Browsers
from tests.sourcing.outcomes.scenes import begun, finished
from tests.sourcing.scenes import firm


def home(user: User) -> Organisation:
    return user.memberships.get().organisation


def write(project: Project, author: User, subject: User, points: int = 4) -> Review:
    of = ReviewOfSupplier if hasattr(home(subject), "supplier") else ReviewOfFirm
    parts = dict.fromkeys(of.values, points)
    return review_write(project=project, author=home(author), subject=home(subject), parts=parts, actor=author)


def test_neither_side_reads_the_other_before_both_have_written(sme: User, supplier: User) -> None:
    project = finished(sme, supplier)
    first = write(project, sme, supplier, 5)
    assert list(reviews_readable(project, home(sme))) == [first]
    assert not reviews_readable(project, home(supplier)).exists()
    assert ratings_of([firm(supplier).pk])[firm(supplier).pk].n == 0
    write(project, supplier, sme)
    assert reviews_readable(project, home(supplier)).count() == 2
    rating = ratings_of([firm(supplier).pk])[firm(supplier).pk]
    assert (rating.n, rating.mean < 5) == (1, True)
    assert [(row.supplier, row.value) for row in Feedback.objects.filter(kind="rating")] == [(firm(supplier), 5.0)]
    for reader in (sme, supplier):
        assert Message.objects.filter(recipient=reader, kind="review_published").count() == 1


def test_a_lone_review_is_published_after_two_weeks(sme: User, supplier: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        row = write(finished(sme, supplier), sme, supplier)
        clock.move_to(start + timedelta(days=14, seconds=-1))
        sweep_timers()
        row.refresh_from_db()
        assert row.published_at is None
        clock.move_to(start + timedelta(days=14))
        sweep_timers()
        sweep_timers()
    row.refresh_from_db()
    assert (row.published_at, row.next_check_at) == (start + timedelta(days=14), None)
    assert Feedback.objects.filter(kind="rating").count() == 1
    assert Message.objects.filter(recipient=supplier, kind="review_published").count() == 1


def test_a_review_is_written_once_and_not_before_completion(sme: User, supplier: User) -> None:
    with pytest.raises(ReviewTooEarly):
        write(begun(sme, supplier), sme, supplier)
    project = finished(sme, supplier)
    write(project, sme, supplier, 2)
    with pytest.raises(ReviewWritten):
        write(project, sme, supplier, 5)
    assert set(Review.objects.get().parts.values()) == {2}


def test_the_firm_reviews_each_member_on_a_page(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    project, client = finished(sme, supplier, rival), client_for(sme)
    told = dict.fromkeys(ReviewOfSupplier.values, "4") | {"comment": "성실했습니다"}
    for member in (supplier, rival):
        page = f"/projects/{project.pk}/reviews/{home(member).pk}/"
        assert client.get(page).status_code == 200
        assert client.post(page, {**told, "skill": "6"}).status_code == 422
        for _again in range(2):
            assert client.post(page, told).status_code == 302
    assert Review.objects.count() == 2


def test_members_do_not_review_each_other_and_strangers_nobody(
    sme: User, other_sme: User, supplier: User, rival: User, stranger: User, client_for: Browsers
) -> None:
    project = finished(sme, supplier)
    page = f"/projects/{project.pk}/reviews/{{}}/"
    assert client_for(supplier).get(page.format(home(sme).pk)).status_code == 200
    assert client_for(supplier).get(page.format(home(supplier).pk)).status_code == 404
    assert client_for(sme).get(page.format(home(rival).pk)).status_code == 404
    for other in (rival, other_sme, stranger):
        assert client_for(other).get(page.format(home(sme).pk)).status_code == 404
        assert client_for(other).post(page.format(home(supplier).pk), {}).status_code == 404


def test_the_public_page_states_n_and_starts_newcomers_at_the_market(
    sme: User, supplier: User, rival: User, other_sme: User, client_for: Browsers
) -> None:
    project = finished(sme, supplier)
    write(project, sme, supplier, 5)
    write(project, supplier, sme)
    reader = client_for(other_sme)
    shown = reader.get(f"/suppliers/{firm(supplier).pk}/reviews/").content.decode()
    assert "고객 평가 1건" in shown
    newcomer = reader.get(f"/suppliers/{firm(rival).pk}/reviews/").content.decode()
    assert "아직 고객 평가가 없습니다" in newcomer
    assert "3.6 <small" in newcomer
    assert f"/suppliers/{firm(rival).pk}/reviews/" in reader.get(f"/supply/firm/{firm(rival).pk}/").content.decode()


def test_both_sides_are_asked_once_for_their_review(sme: User, supplier: User) -> None:
    finished(sme, supplier)
    for reader in (sme, supplier):
        assert Message.objects.filter(recipient=reader, kind="review_asked").count() == 1
