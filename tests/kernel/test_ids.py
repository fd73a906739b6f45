import re

from kernel.ids import new_key, new_secret, order_code


def test_keys_are_26_plain_letters_and_grow_with_time():
    first = new_key()
    later = [new_key() for _ in range(200)]
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{26}", key) for key in [first, *later])
    assert len({first, *later}) == 201
    assert first[:8] <= later[-1][:8]


def test_secrets_are_long_and_safe_in_an_address():
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", new_secret())


def test_order_codes_hold_nothing_that_sounds_or_looks_alike():
    for _ in range(200):
        assert re.fullmatch(r"NN[2-9A-HJ-NP-Z]{6}", order_code())
