import graphene

from api.context import Info
from kernel.telephones import local
from marketplace.people import models
from marketplace.people.rules import Person


class Viewer(graphene.ObjectType):
    """Whoever is signed in."""

    class Meta:
        possible_types = (Person,)

    name = graphene.String(required=True)
    telephone = graphene.String(required=True)
    language = graphene.String(required=True)
    is_staff = graphene.Boolean(required=True)
    carrier_codes = graphene.List(graphene.NonNull(graphene.String), required=True)

    @staticmethod
    def resolve_name(person: Person, _info: Info) -> str:
        return _account(person).name

    @staticmethod
    def resolve_telephone(person: Person, _info: Info) -> str:
        return local(_account(person).telephone)

    @staticmethod
    def resolve_language(person: Person, _info: Info) -> str:
        return _account(person).language

    @staticmethod
    def resolve_carrier_codes(person: Person, _info: Info) -> list[str]:
        return sorted(person.carrier_codes)


def _account(person: Person) -> models.Account:
    assert person.account is not None
    return person.account
