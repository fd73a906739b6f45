from importlib import import_module

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from kernel.audit.models import AuditRecord
from kernel.crypto import Undecipherable, decrypt, encrypt, fingerprint, rotate, same
from kernel.database import fetch
from marketplace.households.models import HouseholdPapers
from tests.factories.households import HouseholdPapersFactory

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@given(st.text())
def test_what_was_encrypted_is_read_back(text):
    assert decrypt(encrypt(text)) == text


def test_nothing_stays_nothing_and_the_same_text_looks_different_each_time():
    assert encrypt("") == ""
    assert decrypt("") == ""
    assert encrypt("079090000123") != encrypt("079090000123")


def test_older_keys_still_open_what_they_closed(settings):
    settings.PERSONAL_DATA_KEYS = [OLD]
    token = encrypt("079090000123")
    settings.PERSONAL_DATA_KEYS = [NEW, OLD]
    assert decrypt(token) == "079090000123"
    settings.PERSONAL_DATA_KEYS = [NEW]
    with pytest.raises(Undecipherable):
        decrypt(token)


def test_a_rotated_value_needs_the_old_key_no_more(settings):
    settings.PERSONAL_DATA_KEYS = [OLD]
    token = encrypt("079090000123")
    settings.PERSONAL_DATA_KEYS = [NEW, OLD]
    token = rotate(token)
    settings.PERSONAL_DATA_KEYS = [NEW]
    assert decrypt(token) == "079090000123"


def test_without_keys_nothing_is_stored_in_the_clear(settings):
    settings.PERSONAL_DATA_KEYS = []
    with pytest.raises(ImproperlyConfigured):
        encrypt("079090000123")
    settings.FINGERPRINT_KEY = ""
    with pytest.raises(ImproperlyConfigured):
        fingerprint("079090000123")


def test_a_fingerprint_is_the_same_for_the_same_text_and_depends_on_the_key(settings):
    first = fingerprint("079090000123")
    assert first == fingerprint("079090000123") != fingerprint("079090000124")
    settings.FINGERPRINT_KEY = "another"
    assert fingerprint("079090000123") != first


def test_secrets_are_compared_whatever_they_hold():
    assert same("ấm", "ấm")
    assert not same("ấm", "am")


def as_stored() -> str:
    return str(fetch("SELECT identity_number FROM households_householdpapers")[0][0])


@pytest.mark.django_db
def test_the_database_sees_an_encrypted_field_only_encrypted():
    HouseholdPapersFactory(identity_number="079090000123")
    assert "079090000123" not in as_stored()
    assert HouseholdPapers.objects.get().identity_number == "079090000123"


@pytest.mark.django_db
def test_an_encrypted_field_cannot_be_searched():
    with pytest.raises(FieldError):
        HouseholdPapers.objects.filter(identity_number="079090000123")
    assert HouseholdPapers.objects.filter(identity_number__isnull=True).count() == 0


@pytest.mark.django_db
def test_the_rotation_goes_through_every_row_and_is_written_down(settings, capsys):
    settings.PERSONAL_DATA_KEYS = [OLD]
    for number in ("079090000121", "079090000122", "079090000123"):
        HouseholdPapersFactory(identity_number=number)
    settings.PERSONAL_DATA_KEYS = [NEW, OLD]
    call_command("rotate_personal_data", "--batch", "2")
    assert "households.HouseholdPapers: 3" in capsys.readouterr().out

    settings.PERSONAL_DATA_KEYS = [NEW]
    kept = sorted(papers.identity_number for papers in HouseholdPapers.objects.all())
    assert kept == ["079090000121", "079090000122", "079090000123"]
    assert AuditRecord.objects.filter(action="personal_data.rotated").count() == 1


@pytest.mark.parametrize("name", ["dev", "test"])
def test_the_keys_of_demo_and_tests_are_valid(name):
    for key in import_module(f"config.settings.{name}").PERSONAL_DATA_KEYS:
        Fernet(key)
