from typing import Any

from django.core.checks import CheckMessage, Warning, register

from kernel.outbox.registry import unheard_events


@register()
def every_event_is_heard(**_options: Any) -> list[CheckMessage]:
    return [
        Warning(
            f"Nobody handles {event.__name__}.",
            hint="Write a handler, or set informational = True on the event.",
            obj=event,
            id="outbox.W001",
        )
        for event in unheard_events()
    ]
