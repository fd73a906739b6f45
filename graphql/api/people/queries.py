import graphene

from api.context import Info
from api.people.types import Viewer
from marketplace.people.rules import Person


class PeopleQueries:
    viewer = graphene.Field(Viewer, description="You, or null where nobody is signed in.")

    @staticmethod
    def resolve_viewer(_root: None, info: Info) -> Person | None:
        person: Person = info.context.person
        return person if person.account else None
