"""States, moves and coded reasons of sourcing, a file a stage."""

from matchmaker.sourcing.choices.awards import *  # noqa: F403
from matchmaker.sourcing.choices.care import *  # noqa: F403
from matchmaker.sourcing.choices.comparing import *  # noqa: F403
from matchmaker.sourcing.choices.outcomes import *  # noqa: F403
from matchmaker.sourcing.choices.projects import *  # noqa: F403
from matchmaker.sourcing.choices.quotes import *  # noqa: F403
from matchmaker.sourcing.choices.requests import *  # noqa: F403
