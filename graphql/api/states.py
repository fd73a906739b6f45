"""Lists that are asked for by state."""

from collections.abc import Sequence

import graphene
from django.db.models import TextChoices

from kernel.errors import Invalid


def states_argument(states: type[TextChoices]) -> graphene.List:
    return graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        default_value=[],
        description=f"In any of these; every one when empty. They are {', '.join(states.values)}.",
    )


def known_states(given: Sequence[str], states: type[TextChoices]) -> Sequence[str]:
    """Raises Invalid for a word that is no state: an empty list would look like an answer."""
    if not set(given) <= set(states.values):
        raise Invalid(field="states")
    return given
