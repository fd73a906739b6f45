"""The name of the request at hand, for the answer and the log. Read before the models: imports none."""

from contextvars import ContextVar
from logging import Filter, LogRecord

current_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(Filter):
    """For LOGGING: puts the request's name on each record."""

    def filter(self, record: LogRecord) -> bool:
        record.request_id = current_id.get()
        return True
