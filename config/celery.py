"""The Celery application: late acknowledgement, so that a killed worker's task runs again.

Which settings it reads is for the one who starts it to say (DJANGO_SETTINGS_MODULE): a worker that fell
back to the demo's would run with keys that everybody knows.
"""

from celery import Celery
from celery.schedules import crontab

app = Celery("nhanong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 600},
    timezone="Asia/Ho_Chi_Minh",
    beat_schedule={
        # name: {"task": "<app>.tasks.<name>", "schedule": seconds or crontab(...)}
        "lots-expire-overnight": {
            "task": "marketplace.catalogue.tasks.expire_lots",
            "schedule": crontab(hour=0, minute=10),
        },
        "unpaid-reservations-run-out": {
            "task": "marketplace.catalogue.tasks.release_run_out",
            "schedule": 60,
        },
        "postal-unpaid": {"task": "marketplace.postal.tasks.expire_parcels", "schedule": 60},
        "orders-wake": {"task": "marketplace.orders.tasks.wake_orders", "schedule": 60},
        "campaigns-sweep": {"task": "marketplace.campaigns.tasks.sweep_campaigns", "schedule": 60},
        "cards-sweep": {"task": "marketplace.payments.tasks.sweep_cards", "schedule": 5},
        "photos-left-behind": {"task": "marketplace.catalogue.tasks.sweep_photos", "schedule": 600},
        "photos-left-over": {
            "task": "marketplace.catalogue.tasks.sweep_left_photos",
            "schedule": crontab(hour=2, minute=50),
        },
        "event-partitions": {
            "task": "logistics.dispatch.tasks.make_event_partitions",
            "schedule": crontab(hour=1, minute=5),
        },
        "late-cash": {
            "task": "logistics.dispatch.tasks.look_for_late_cash",
            "schedule": crontab(hour=7, minute=0),
        },
        "split-shipments": {
            "task": "logistics.dispatch.tasks.look_for_split_shipments",
            "schedule": crontab(hour=7, minute=10),
        },
        "webhooks-due": {"task": "logistics.webhooks.tasks.send_webhooks", "schedule": 2},
        "rounds-of-tomorrow": {
            "task": "logistics.rounds.tasks.plan_tomorrow",
            "schedule": crontab(hour=18, minute=30),
        },
        "rounds-wanted": {"task": "logistics.rounds.tasks.plan_wanted", "schedule": 15},
        "road-times": {
            "task": "logistics.dispatch.tasks.measure_the_road",
            "schedule": crontab(hour=3, minute=10),
        },
        "carriers-call": {"task": "logistics.carriers.tasks.call_carriers", "schedule": 5},
        "carriers-track": {"task": "logistics.carriers.tasks.track_carriers", "schedule": 300},
        "old-carrier-messages": {
            "task": "logistics.carriers.tasks.prune_carrier_messages",
            "schedule": crontab(hour=2, minute=40),
        },
        "clearances-run-out": {
            "task": "logistics.paperwork.tasks.recheck_clearances",
            "schedule": crontab(hour=0, minute=2),
        },
        "documents-wanted": {"task": "logistics.documents.tasks.draw_documents", "schedule": 5},
        "paper-files-left-over": {
            "task": "logistics.documents.tasks.sweep_files",
            "schedule": crontab(hour=2, minute=55),
        },
        "events-left-over": {"task": "logistics.dispatch.tasks.derive_left_over", "schedule": 60},
        "old-tokens": {
            "task": "logistics.partner_api.tasks.forget_old_tokens",
            "schedule": crontab(minute=50),
        },
        "partner-batches": {"task": "logistics.partner_api.tasks.work_on_batches", "schedule": 2},
        "old-batches": {
            "task": "logistics.partner_api.tasks.forget_old_batches",
            "schedule": crontab(hour=2, minute=5),
        },
        "sandbox-stories": {"task": "logistics.partner_api.tasks.tell_sandbox_stories", "schedule": 15},
        "old-events": {"task": "kernel.outbox.tasks.prune_old", "schedule": crontab(hour=2, minute=10)},
        "old-messages": {"task": "kernel.messages.tasks.prune_old", "schedule": crontab(hour=2, minute=20)},
        "old-answers": {"task": "kernel.idempotency.tasks.prune_old", "schedule": crontab(hour=2, minute=30)},
        "old-card-messages": {
            "task": "marketplace.payments.tasks.prune_messages",
            "schedule": crontab(hour=2, minute=35),
        },
        "old-codes": {"task": "marketplace.people.tasks.prune", "schedule": crontab(minute=40)},
    },
)
app.autodiscover_tasks()
