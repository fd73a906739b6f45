"""Labels as PDF, A6."""


def label_pdf(*, reference: str) -> bytes:
    """One A6 page per box of the shipment booked as `reference`."""
    raise NotImplementedError


def parcel_label_pdf(*, carrier_code: str, tracking_code: str) -> bytes:
    """The page of one box."""
    raise NotImplementedError


def pickup_labels_pdf(*, carrier_code: str, pickup_key: str) -> bytes:
    """All boxes of a pickup, in the order of its list."""
    raise NotImplementedError
