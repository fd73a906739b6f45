"""For sandboxes only; a live client finds nothing here."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kernel.clock import now
from logistics.carriers.sandbox import is_sandbox
from logistics.dispatch.enums import ParcelState
from logistics.dispatch.queries import shipment_by_key
from logistics.partner_api.auth import Bearer, carrier_of, moment_of
from logistics.partner_api.enums import Scope
from logistics.partner_api.models import SandboxPlay
from logistics.partner_api.once import IdempotencyKey, once
from logistics.partner_api.problems import Problem
from logistics.partner_api.queries import next_step_at
from logistics.partner_api.sandbox import STORIES, advance_clock, book_story, tell_due
from logistics.partner_api.sandbox.stories import Act, Step
from logistics.partner_api.schemas import sandbox as schemas

router = Router(tags=["Sandbox"])
AUTH = Bearer(Scope.EVENTS)


def _sandbox(request: HttpRequest) -> str:
    code = carrier_of(request)
    if not is_sandbox(code):
        raise Problem(404, "NOT_FOUND")
    return code


@router.get(
    "/sandbox/stories",
    response=schemas.StoryList,
    auth=AUTH,
    operation_id="listStories",
    summary="Các số kỳ diệu",
)
def list_stories(request: HttpRequest) -> schemas.StoryList:
    """Mỗi số điện thoại người nhận kể một câu chuyện."""
    _sandbox(request)
    return schemas.StoryList(
        items=[
            schemas.StoryOut(
                number=number,
                name=story.name,
                title=story.title,
                steps=[schemas.StoryStep(after_hours=step.after, what=_words(step)) for step in story.steps],
            )
            for number, story in STORIES.items()
        ]
    )


def _words(step: Step) -> list[str]:
    if step.act == Act.CLAIM and step.claim:
        return [f"claim:{step.claim.value}"]
    return [str(told.code) for told in step.reports] or [step.act.value]


@router.post(
    "/sandbox/shipments",
    response={201: schemas.SandboxShipmentOut},
    auth=AUTH,
    operation_id="postSandboxShipment",
    summary="Đặt một vận đơn thử",
)
def post_shipment(
    request: HttpRequest, payload: schemas.SandboxShipmentIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Vận đơn gửi tới số kỳ diệu; từ đó các sự kiện tự đến theo giờ của đồng hồ thử."""
    carrier_code = _sandbox(request)

    def work() -> schemas.SandboxShipmentOut:
        play = book_story(
            carrier_code=carrier_code,
            number=payload.recipient_telephone,
            cod_dong=payload.cod_dong,
            at=moment_of(request),
        )
        return _play_out(play)

    return once(request, idempotency_key, work, name="sandbox_shipment", status=201)


def _play_out(play: SandboxPlay) -> schemas.SandboxShipmentOut:
    shipment = shipment_by_key(carrier_code=play.carrier_code, key=play.shipment_key)
    return schemas.SandboxShipmentOut(
        shipment_key=shipment.key,
        pickup_key=shipment.pickup.key,
        story=STORIES[play.number].name,
        cod_dong=shipment.cod_dong,
        parcels=[
            schemas.PlayParcel(tracking_code=box.tracking_code, state=ParcelState(box.state))
            for box in shipment.parcels.all()
        ],
        next_at=play.next_at,
    )


@router.get(
    "/sandbox/clock", response=schemas.ClockOut, auth=AUTH, operation_id="getClock", summary="Đồng hồ thử"
)
def get_clock(request: HttpRequest) -> schemas.ClockOut:
    """Đồng hồ thử đang chỉ mấy giờ."""
    return _clock_out(_sandbox(request), moment_of(request))


@router.post(
    "/sandbox/clock", response=schemas.ClockOut, auth=AUTH, operation_id="postClock", summary="Vặn đồng hồ"
)
def post_clock(
    request: HttpRequest, payload: schemas.ClockIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Vặn đồng hồ thử tới; mọi việc tới giờ xảy ra ngay, webhook gửi đi như thật."""
    carrier_code = _sandbox(request)

    def work() -> schemas.ClockOut:
        by = timedelta(seconds=payload.advance_seconds)
        shows = advance_clock(carrier_code=carrier_code, by=by, at=now())
        return _clock_out(carrier_code, shows, told=tell_due(carrier_code=carrier_code, at=shows))

    return once(request, idempotency_key, work, name="sandbox_clock")


def _clock_out(carrier_code: str, shows: datetime, *, told: int = 0) -> schemas.ClockOut:
    return schemas.ClockOut(
        now=shows,
        ahead_seconds=round((shows - now()).total_seconds()),
        told=told,
        next_at=next_step_at(carrier_code),
    )
