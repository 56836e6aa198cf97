"""Who may act: the one place that decides. Strangers get 404, so that nobody learns what exists."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from matchmaker.accounts.audit import office_look_note
from matchmaker.accounts.choices import OWNERS, SEE_FIRMS, WRITERS, OrganisationKind, Role
from matchmaker.accounts.models import Organisation, User
from matchmaker.accounts.session_store import memberships_of

ACTIVE_KEY = "organisation"
EVERYBODY = frozenset(Role)
Row = TypeVar("Row", bound=Model)
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Actor:
    """A person acting for an organisation in a role."""

    user: User
    organisation: Organisation
    role: str
    organisations: tuple[Organisation, ...] = ()  # all of the person's, for the switch in the header

    @property
    def may_write(self) -> bool:
        return self.role in WRITERS

    @property
    def sees_firms(self) -> bool:
        """Whether names may be shown: an analyst sees figures, never whose they are."""
        return self.role in SEE_FIRMS

    @property
    def may_steer(self) -> bool:
        """Whether they may change what holds for the whole market: an office of one region only looks."""
        return self.may_write and self.organisation.nationwide

    def may_name(self, region: str | None) -> bool:
        """Whether this office may see who the firms of a region are."""
        return self.sees_firms and self.organisation.covers(region)


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor behind the request: the membership chosen in this session, or else the first one."""
    if not request.user.is_authenticated:
        return None
    memberships = memberships_of(request)
    if not memberships:
        return None
    wanted = request.session.get(ACTIVE_KEY)
    chosen = next((row for row in memberships if row.organisation_id == wanted), memberships[0])
    every = tuple(row.organisation for row in memberships)
    return Actor(user=request.user, organisation=chosen.organisation, role=chosen.role, organisations=every)


def came_from(request: HttpRequest) -> str:
    """Where to go on after logging in: this page, or the one whose button was pressed when the session had ended."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return reverse("home")
    parts = urlsplit(referer)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _open_to_newcomers(request: HttpRequest, kinds: Collection[str], kwargs: dict[str, Any]) -> bool:
    """Whether somebody without a firm may found one and then go on here: a page of theirs, about no certain row."""
    return request.method in ("GET", "HEAD") and not kwargs and set(kinds) != {OrganisationKind.PROGRAMME}


def goes_on(organisation: Organisation, address: str) -> str:
    """``address`` if it is a page of this site that the organisation may open, else the front page."""
    if url_has_allowed_host_and_scheme(address, None):
        try:
            access = getattr(resolve(urlsplit(address).path).func, "access", None)
        except Resolver404:
            access = None
        if access is not None and (not access["kinds"] or organisation.kind in access["kinds"]):
            return address
    return reverse("home")


def requires(
    *kinds: str,
    write: bool = False,
    roles: Collection[str] = SEE_FIRMS,
    nationwide: bool = False,
) -> Callable[[View], View]:
    """Let a view run only for members of an organisation of these kinds; ``request.actor`` is then set.

    Anonymous visitors go to the log-in page, people without a firm first found one; all others get 404. ``write``
    keeps viewers out of changing requests, ``nationwide`` the offices of single regions out altogether. Analysts
    enter only where ``roles`` names theirs.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(came_from(request))
            actor: Actor | None = request.actor  # type: ignore[attr-defined]
            if actor is None and _open_to_newcomers(request, kinds, kwargs):
                return redirect_to_login(request.get_full_path(), reverse("accounts:organisation_new"))
            if actor is None or (kinds and actor.organisation.kind not in kinds):
                raise Http404
            if (write or request.method not in ("GET", "HEAD")) and not actor.may_write:
                raise Http404
            if actor.role not in roles or (nationwide and not actor.organisation.nationwide):
                raise Http404
            answer = view(request, *args, **kwargs)
            if actor.organisation.kind == OrganisationKind.PROGRAMME and not getattr(view, "audited", False):
                office_look_note(request, answer, kwargs)
            return answer

        guarded.access = {"kinds": kinds, "write": write, "roles": roles}  # type: ignore[attr-defined]
        return guarded

    return decorate


def person(view: View) -> View:
    """Let a view run for anybody logged in, with or without an organisation; it checks what belongs to them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(came_from(request))
        return view(request, *args, **kwargs)

    guarded.access = {"kinds": (), "write": False, "roles": EVERYBODY}  # type: ignore[attr-defined]
    return guarded


demand_side = requires(OrganisationKind.DEMAND)
supplier_side = requires(OrganisationKind.SUPPLIER)
administrators = requires(OrganisationKind.PROGRAMME)
national_administrators = requires(OrganisationKind.PROGRAMME, nationwide=True)
figures = requires(OrganisationKind.PROGRAMME, roles=EVERYBODY)  # analysts too: the page names no firm and no person
anybody_known = requires()
about_oneself = requires(roles=EVERYBODY)
owners = requires(roles=OWNERS)


def scoped(rows: QuerySet[Row], office: Organisation, *paths: str) -> QuerySet[Row]:
    """What a programme office may see of ``rows``: those of firms in its regions, by any of these paths to a region.

    All of them for an office of the whole country. Every page of administrators that names a firm reads through this.
    """
    if office.nationwide:
        return rows
    here = Q()
    for path in paths:
        here |= Q(**{f"{path}__in": sorted(office.regions)})
    return rows.filter(here)


def found_or_404(row: Row | None) -> Row:
    """What a prepared query found among the actor's own; 404 where that is nothing."""
    if row is None:
        raise Http404
    return row


def own_or_404(rows: QuerySet[Row], pk: int, **owner: Any) -> Row:
    """The row with this key among those that belong to ``owner``; 404 for everybody else's."""
    return get_object_or_404(rows.filter(**owner), pk=pk)
