"""Elasticsearch follows the entries: what changed, went or came back; and a new index without a gap."""

import threading
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection

from kernel.clock import now
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Listing
from search import vocabulary
from search.elastic import client, drift, gate, indices, rebuild, sync
from search.elastic.bulk import IndexMissing, post
from search.elastic.client import indexing
from search.elastic.index import PROPERTIES
from search.elastic.rebuild import GateClosed
from search.enums import IndexState
from search.models import SearchEntry, SearchIndex, SearchUnsent
from search.queries import SearchRequest, search
from tests.factories.catalogue import ListingFactory, LotFactory
from tests.search.conftest import Settle, entries

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


def document(listing_id: int) -> dict[str, Any] | None:
    told = indexing().options(ignore_status=404).get(index=client.alias(), id=str(listing_id))
    return dict(told["_source"]) if told.get("found") else None


def found(text: str) -> list[int]:
    return [hit.listing_id for hit in search(request=SearchRequest(text=text), at=now()).hits]


def current() -> SearchIndex:
    index = indices.live()
    assert index is not None
    return index


def test_a_document_is_the_row(elastic: Settle) -> None:
    lot = LotFactory.create(listing=ListingFactory.create(title="Mận hậu “Mộc Châu” \\ \n"))
    elastic()
    entry = SearchEntry.objects.get()
    told = document(lot.listing_id)
    assert told is not None
    columns = {field.name for field in SearchEntry._meta.fields} - {"exact", "folded"}
    assert set(told) == columns - {"latitude", "longitude"} | {"location"}
    assert (told["title"], told["row_version"]) == (entry.title, entry.row_version)
    assert told["published_at"] == int(entry.published_at.timestamp() * 1_000_000)
    assert told["months"] == entry.months


def test_a_listing_that_went_and_came_back_is_newer_than_it_was(elastic: Settle) -> None:
    listing = ListingFactory.create()
    for _ in range(2):
        elastic()
        assert document(listing.pk) is not None
        Listing.objects.update(state=ListingState.PAUSED)
        elastic()
        assert document(listing.pk) is None
        Listing.objects.update(state=ListingState.PUBLISHED)
    elastic()
    assert document(listing.pk) is not None


def test_an_older_version_never_replaces_a_newer_one(elastic: Settle) -> None:
    listing = ListingFactory.create(title="Cũ")
    entries()
    old = "".join(row.lines for row in sync.unsent(limit=10))
    Listing.objects.update(title="Mới")
    elastic()
    assert post(index=current().name, lines=old) == []
    told = document(listing.pk)
    assert told is not None
    assert told["title"] == "Mới"


def test_a_change_after_the_reading_keeps_its_mark(elastic: Settle, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = ListingFactory.create(title="Cũ")
    entries()
    real = sync.post

    def post_while_it_changes(**given: Any) -> Any:
        Listing.objects.update(title="Mới")
        entries()
        return real(**given)

    monkeypatch.setattr(sync, "post", post_while_it_changes)
    sync.send_changes()
    assert SearchUnsent.objects.get().listing_id == listing.pk
    monkeypatch.setattr(sync, "post", real)
    elastic()
    told = document(listing.pk)
    assert told is not None
    assert told["title"] == "Mới"


def test_what_is_refused_holds_nothing_up_and_is_tried_again(elastic: Settle) -> None:
    bad, good = ListingFactory.create(), ListingFactory.create()
    entries()
    SearchEntry.objects.filter(pk=bad.pk).update(latitude=91.0, longitude=105.0)  # no place on earth
    elastic()
    assert (document(bad.pk), document(good.pk) is not None) == (None, True)
    waiting = SearchUnsent.objects.get()
    assert waiting.listing_id == bad.pk
    assert waiting.since > now()
    ListingFactory.create()  # an unrelated change
    Listing.objects.filter(pk=bad.pk).update(title="Sửa rồi")
    elastic()
    assert document(bad.pk) is not None


def test_an_index_of_an_earlier_release_is_written_to_until_the_new_one_is_there(
    elastic_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not know a field that is new. Its searches go on, and nothing waits for the rebuild."""
    with monkeypatch.context() as earlier:
        earlier.delitem(PROPERTIES, "sends_from")
        made = indices.create(at=now())
    indices.open_for_searches(made.name)
    indices.swap(to=made)
    listing = ListingFactory.create(title="Hồng giòn")
    entries()
    assert sync.send_changes().count == 1
    indexing().indices.refresh(index=client.alias())
    assert found("hồng giòn") == [listing.pk]
    assert not SearchUnsent.objects.exists()
    assert indices.needs_rebuild()


def test_one_reason_is_told_once_for_all_it_refuses(
    elastic: Settle, caplog: pytest.LogCaptureFixture
) -> None:
    bad = ListingFactory.create_batch(3)
    entries()
    SearchEntry.objects.filter(pk__in=[each.pk for each in bad]).update(latitude=91.0, longitude=105.0)
    elastic()
    told = [line for line in caplog.messages if "refused" in line]
    assert len(told) == 1
    assert "refused 3 listing(s)" in told[0]


def test_without_an_index_nothing_is_queued() -> None:
    ListingFactory.create()
    entries()
    assert not SearchUnsent.objects.exists()


def test_a_missing_live_index_is_told_and_loses_nothing(elastic: Settle) -> None:
    listing = ListingFactory.create()
    entries()
    indexing().indices.delete(index=current().name)
    with pytest.raises(IndexMissing):
        sync.send_changes()
    assert SearchUnsent.objects.get().listing_id == listing.pk


def test_drift_is_found_told_apart_and_repaired(elastic: Settle) -> None:
    stale, missing, fine = ListingFactory.create_batch(3)
    elastic()
    name = current().name
    indexing().delete(index=name, id=str(missing.pk))
    for number, version in ((stale.pk, 10**9), (fine.pk + 7, 5)):
        document = {"listing_id": number, "title": "x", "row_version": version}
        indexing().index(
            index=name, id=str(number), document=document, version=version, version_type="external"
        )
    first = drift.check(index=current(), at=now())
    assert (first.stale, first.missing, first.extra) == ((stale.pk,), (missing.pk,), (fine.pk + 7,))
    assert current().drift == 3
    elastic()
    assert drift.check(index=current(), at=now()).count == 0
    assert set(found("")) == {stale.pk, missing.pk, fine.pk}


def test_what_is_on_its_way_is_no_drift(elastic: Settle) -> None:
    ListingFactory.create()
    entries()
    assert drift.check(index=current(), at=now()).count == 0


def test_the_command_tells_of_drift_and_rebuilds(elastic: Settle, capsys: pytest.CaptureFixture[str]) -> None:
    ListingFactory.create()
    elastic()
    call_command("indexer", check=True)
    assert "0 stale, 0 missing, 0 extra; 0 queued again. No rebuild is due." in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
class TestRebuild:
    """It reads with connections of its own, so what it is to see must be committed."""

    @pytest.fixture(autouse=True)
    def _server(self, elastic_server: None) -> None:
        """Nothing of ours is there yet."""

    def test_from_nothing_to_searched(self) -> None:
        listing = ListingFactory.create(title="Hồng giòn")
        entries()
        done = rebuild.rebuild(gates=gate.gates())
        assert (done.count, current().name, found("hồng")) == (1, done.index, [listing.pk])

    def test_the_former_index_stays_in_step_for_the_way_back(self) -> None:
        ListingFactory.create()
        entries()
        first = rebuild.rebuild(gates=[]).index
        second = rebuild.rebuild(gates=[]).index
        later = ListingFactory.create(title="Bưởi da xanh").pk
        entries()
        sync.send_changes()
        assert indices.go_back().name == first
        indexing().indices.refresh(index=f"{first},{second}")
        assert found("bưởi") == [later]
        assert SearchIndex.objects.get(state=IndexState.KEPT).name == second

    def test_a_closed_gate_keeps_the_old_index(self) -> None:
        ListingFactory.create(title="Hồng giòn")
        entries()
        first = rebuild.rebuild(gates=[]).index

        def refuse(_index: str) -> None:
            raise GateClosed("no")

        with pytest.raises(GateClosed):
            rebuild.rebuild(gates=[refuse])
        assert [index.name for index in SearchIndex.objects.all()] == [first]
        assert list(indexing().indices.get(index=f"{client.alias()}-*")) == [first]
        assert found("hồng")

    def test_an_index_that_finds_nothing_does_not_pass(self) -> None:
        ListingFactory.create(title="Hồng giòn")
        entries()
        empty = indices.create(at=now())
        with pytest.raises(GateClosed, match="finds 0 of 1"):
            gate.finds_its_own(empty.name)
        SearchEntry.objects.all().delete()
        gate.finds_its_own(empty.name)

    def test_a_new_shop_passes_before_its_words_were_counted(self, settings: LazySettings) -> None:
        """Else “không đường” would be taken for slips of the few words that are always known."""
        settings.SEARCH_VOCABULARY_SECONDS = 300
        vocabulary.forget()
        ListingFactory.create(title="Hồng treo gió dẻo, không đường")
        entries()
        assert rebuild.rebuild(gates=gate.gates()).count == 1
        vocabulary.forget()

    def test_changes_during_the_filling_are_in_the_new_index(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The range was read before the change and is written after it."""
        listing = ListingFactory.create(title="Cũ")
        entries()
        rebuild.rebuild(gates=[])
        real, changed = rebuild.post_patiently, threading.Event()

        def post_late(**given: Any) -> Any:
            if not changed.is_set():
                changed.set()
                Listing.objects.update(title="Mới")
                entries()
                sync.send_changes()
                connection.close()
            return real(**given)

        monkeypatch.setattr(rebuild, "post_patiently", post_late)
        rebuild.rebuild(gates=[])
        told = document(listing.pk)
        assert told is not None
        assert told["title"] == "Mới"
        assert drift.check(index=current(), at=now()).count == 0

    def test_two_at_once_are_one(self) -> None:
        entries()
        other = rebuild.Lock.REBUILDING
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        released = threading.Event()
        held = threading.Event()

        def hold() -> None:
            with rebuild.held_by_session(other):
                held.set()
                released.wait(10)
            connection.close()

        thread = threading.Thread(target=hold)
        thread.start()
        held.wait(10)
        with pytest.raises(rebuild.RebuildRuns):
            rebuild.rebuild(gates=[])
        released.set()
        thread.join()

    def test_another_shape_of_documents_is_noticed(self) -> None:
        entries()
        rebuild.rebuild(gates=[])
        assert indices.needs_rebuild() == ""
        SearchIndex.objects.update(shape="old")
        assert "have changed" in indices.needs_rebuild()
        indexing().indices.delete(index=current().name)
        SearchIndex.objects.update(shape=current().shape)
        assert indices.needs_rebuild() != ""

    def test_an_index_of_a_database_made_anew_goes(self) -> None:
        entries()
        rebuild.rebuild(gates=[])
        SearchIndex.objects.all().delete()
        last = rebuild.rebuild(gates=[]).index
        assert list(indexing().indices.get(index=f"{client.alias()}-*")) == [last]
