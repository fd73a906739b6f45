"""No client input, however hostile, is answered with a fault of ours: no 5xx, no INTERNAL."""

import json
import os
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.schema import schema
from tests.api.client import id_of
from tests.api.conftest import Village
from tests.api.hostile import Known, document, values
from tests.factories.catalogue import PhotoFactory
from tests.factories.goods import load_commodities
from tests.factories.households import PlotFactory
from tests.factories.orders import confirmation_of, placed_order

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "15"))
ENDS_ITS_TRANSACTION = {"signIn", "telephoneConfirm"}  # a wrong code counts although it is refused
ROOTS = {"query": schema.graphql_schema.query_type, "mutation": schema.graphql_schema.mutation_type}
FIELDS = [(kind, name) for kind, root in ROOTS.items() if root for name in root.fields]


@pytest.fixture
def known(village: Village) -> Known:
    load_commodities()
    order = placed_order((village.listing, 5_000))
    ids = {
        "listingId": id_of("Listing", village.listing),
        "householdId": id_of("OwnHousehold", village.household),
        "sellerId": id_of("Household", village.household),
        "cooperativeId": id_of("Cooperative", village.cooperative),
        "lotId": id_of("Lot", village.listing.lots.get()),
        "photoId": id_of("Photo", PhotoFactory.create(household=village.household, listing=None)),
        "plotId": id_of("Plot", PlotFactory.create(household=village.household)),
        "orderId": id_of("Order", order),
        "lineId": id_of("OrderLine", order.lines.get()),
    }
    line = {"listingId": ids["listingId"], "quantity": 1_000}
    return {name: [value] for name, value in ids.items()} | {
        "id": list(ids.values()),
        "secret": [order.secret, order.answer_secret],
        "checkoutSecret": [order.checkout.secret],
        "slug": [village.listing.slug],
        "telephone": ["0900000777", "+84900000123"],
        "communeCode": ["07582", "00166"],
        "commodityCode": ["vai-thieu"],
        "code": ["vai-thieu", "123456"],
        "confirmation": [confirmation_of()],
        "serviceCode": [order.service_code],
        "householdKey": [village.household.key],
        "bankCode": ["970405"],
        "identityNumber": ["024099000001"],
        "unit": ["kg", "box", "piece"],
        "harvestedOn": ["2026-06-10", "2026-06-09"],
        "lines": [[line], [line] * 3],
        "first": [None, 1, 2],
        "last": [None],
        "after": [None],
        "before": [None],
        "states": [[]],
    }


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_every_field_with_any_value(village: Village, known: Known, kind: str, name: str) -> None:
    root = ROOTS[kind]
    assert root is not None
    field = root.fields[name]
    query, tokens = (
        document(kind, name, field),
        [village.token(part) for part in ("owner", "staff", "nobody")],
    )

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(
        variables=st.fixed_dictionaries(
            {arg: values(arg, each.type, known) for arg, each in field.args.items()}
        ),
        token=st.sampled_from(tokens),
    )
    def never_our_fault(variables: dict[str, Any], token: str) -> None:
        with transaction.atomic() if name not in ENDS_ITS_TRANSACTION else nullcontext():
            response = Client().post(
                "/graphql",
                json.dumps({"query": query, "variables": variables}),
                content_type="application/json",
                headers={"Authorization": f"Bearer {token}"} if token else {},
            )
            if name not in ENDS_ITS_TRANSACTION:
                transaction.set_rollback(True)
        assert response.status_code < 500
        answer = json.loads(response.content)
        codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
        assert "INTERNAL" not in codes, (query, variables)

    never_our_fault()
