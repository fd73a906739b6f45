"""What somebody may be typing."""

import graphene

from api.context import Info
from api.refusals import BadPageSize
from search.enums import Leads
from search.suggestions import MOST, Suggestion, suggest

SuggestionLeads = graphene.Enum.from_enum(Leads, name="SuggestionLeads")


class SearchSuggestion(graphene.ObjectType):
    """A text to search for, or a shelf to go to."""

    text = graphene.String(required=True, description="As the catalogue writes it, in Vietnamese.")
    leads = SuggestionLeads(
        required=True,
        description="WORDS: search for `text`. Else filter by `value`: the code of a commodity, a group or a "
        "province.",
    )
    value = graphene.String(description="The shelf's code.")
    listings = graphene.Int(
        required=True,
        description="How many the shelf has, or how many titles begin so, as of the last count; 0 where that "
        "was not counted, or nothing is on sale now.",
    )

    class Meta:
        possible_types = (Suggestion,)

    @staticmethod
    def resolve_value(found: Suggestion, _info: Info) -> str | None:
        return found.value or None


class SuggestionQueries:
    search_suggestions = graphene.List(
        graphene.NonNull(SearchSuggestion),
        required=True,
        text=graphene.String(required=True),
        first=graphene.Int(required=True, default_value=8),
        description="While somebody types: the last word may be unfinished, accents missing, a keyboard raw, "
        f"a letter wrong. At most {MOST}. No seller's name is among them.",
    )

    @staticmethod
    def resolve_search_suggestions(_root: None, _info: Info, text: str, first: int) -> list[Suggestion]:
        if not 1 <= first <= MOST:
            raise BadPageSize(field="first", most=MOST)
        return suggest(text=text, first=first)
