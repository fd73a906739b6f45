"""The contract is what is printed, its examples are true, and the API keeps it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from logistics.partner_api import examples, schemas
from logistics.partner_api.api import partner_api
from logistics.partner_api.models import PartnerToken

RESPONSE_OF = {
    "getMe": schemas.Me,
    "listPickups": schemas.PickupPage,
    "getPickup": schemas.PickupOut,
    "takePickup": schemas.PickupOut,
    "getParcel": schemas.ParcelOut,
    "postEvents": schemas.EventResults,
    "postRemittance": schemas.RemittanceOut,
    "getRemittance": schemas.RemittanceOut,
}
REQUEST_OF = {"postEvents": schemas.EventBatch, "postRemittance": schemas.RemittanceIn}


def test_openapi_yaml_is_the_printed_one() -> None:
    call_command("print_openapi", "--check")


def test_every_operation_and_problem_has_an_example() -> None:
    for methods in partner_api.get_openapi_schema()["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                for kind, content in answer["content"].items():
                    assert kind == "application/pdf" or "example" in content, (
                        operation["operationId"],
                        status,
                    )
            for content in operation.get("requestBody", {}).get("content", {}).values():
                assert "example" in content


def test_the_examples_keep_to_the_schemas() -> None:
    assert RESPONSE_OF.keys() == examples.RESPONSES.keys()
    assert REQUEST_OF.keys() == examples.REQUESTS.keys()
    for name, model in {**RESPONSE_OF}.items():
        model.model_validate(examples.RESPONSES[name])
    for name, request in REQUEST_OF.items():
        request.model_validate(examples.REQUESTS[name])


@pytest.mark.django_db
def test_the_docs_page_brings_its_own_files() -> None:
    page = Client().get("/partner/v1/docs").content.decode()
    assert "/static/ninja/swagger-ui-bundle.js" in page
    assert "https://" not in page


@pytest.mark.django_db
@pytest.mark.usefixtures("rate_card")
def test_the_command_shows_a_token_once() -> None:
    out = StringIO()
    call_command(
        "partner", "create", "--carrier", "vnpost", "--scopes", "events,cod", stdout=out, stderr=StringIO()
    )
    secret = out.getvalue().strip()
    token = PartnerToken.objects.get()
    assert secret.startswith("nnp_")
    assert secret not in token.token_hash
    answer = Client().get("/partner/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["scopes"] == ["events", "cod"]
    call_command("partner", "revoke", token.key, stdout=StringIO())
    assert Client().get("/partner/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    listed = StringIO()
    call_command("partner", "list", stdout=listed)
    assert "revoked" in listed.getvalue()
    assert secret not in listed.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("rate_card")
@pytest.mark.parametrize(
    "words",
    [
        ("create", "--carrier", "nobody"),
        ("create", "--carrier", "vnpost", "--scopes", "everything"),
        ("revoke", "nothing"),
    ],
)
def test_the_command_refuses_clearly(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("partner", *words, stdout=StringIO(), stderr=StringIO())
    assert PartnerToken.objects.count() == 0
