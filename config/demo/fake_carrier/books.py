"""Each carrier by its code."""

from types import ModuleType

from config.demo.fake_carrier import ems, ghn, ghtk, viettelpost, vnpost

BOOKS: dict[str, ModuleType] = {
    "vnpost": vnpost,
    "ems": ems,
    "viettelpost": viettelpost,
    "ghn": ghn,
    "ghtk": ghtk,
}

SECRETS: dict[str, dict[str, str]] = {
    "vnpost": {"username": vnpost.USER, "password": vnpost.PASSWORD, "customer_code": vnpost.CUSTOMER},
    "ems": {"merchant_token": ems.TOKEN},
    "viettelpost": {
        "username": viettelpost.USER,
        "password": viettelpost.PASSWORD,
        "webhook_token": viettelpost.HOOK_TOKEN,
    },
    "ghn": {"token": ghn.TOKEN, "shop_id": ghn.SHOP},
    "ghtk": {"token": ghtk.TOKEN, "partner_code": ghtk.PARTNER, "webhook_hash": ghtk.HASH},
}
"""What the fake takes for right, for the accounts of tests and of the demo."""
