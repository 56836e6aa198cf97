"""The Celery app and the one table of what beat does. Tasks are named here by string, so nothing below is imported."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")

app = Celery("matchmaker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["matchmaker.matching.insights", "matchmaker.notifications.webhooks"])
app.autodiscover_tasks(["matchmaker.matching"], related_name="exposure_tasks")

# What a lost message left behind is picked up within seconds: rows are the queue, messages only wake the worker. One
# task a second looks and sends those that have something to do; here the seconds between two looks (lib/pulse.py).
PULSE = {
    "matching.freshen": 1.0,
    "matching.sweep_runs": 2.0,
    "notifications.sweep_deliveries": 2.0,
    "notifications.sweep_webhooks": 2.0,
    "jobs.sweep": 5.0,
    "matching.sweep_trainings": 5.0,
    "matching.sweep_parts": 10.0,
    "coverage.sweep_timers": 5.0,
}

app.conf.beat_schedule = {
    "pulse": {"task": "lib.pulse", "schedule": 1.0, "args": (PULSE,), "options": {"expires": 3}},
    "sweep-erasures": {"task": "exchange.sweep_erasures", "schedule": crontab(minute=35), "options": {"expires": 600}},
    "tidy-imports": {"task": "exchange.tidy_imports", "schedule": crontab(hour=2, minute=40)},
    "tidy-contracts": {"task": "exchange.tidy_contracts", "schedule": crontab(hour=2, minute=45)},
    "tidy-jobs": {"task": "jobs.tidy", "schedule": crontab(hour=2, minute=50)},
    "tidy-posts": {"task": "notifications.tidy_posts", "schedule": crontab(hour=2, minute=52)},
    "tick": {"task": "notifications.tick", "schedule": 15.0, "options": {"expires": 30}},
    "sweep-digests": {"task": "notifications.sweep_digests", "schedule": 120.0, "options": {"expires": 240}},
    "sweep-timers": {"task": "sourcing.sweep_timers", "schedule": 30.0, "options": {"expires": 60}},
    "rematch-stale": {"task": "matching.rematch_stale", "schedule": 60.0, "options": {"expires": 120}},
    "count-exposure": {"task": "matching.count_exposure", "schedule": crontab(minute=20), "options": {"expires": 600}},
    "exposure-curve": {
        "task": "matching.exposure_curve_weekly",
        "schedule": crontab(day_of_week=1, hour=4, minute=50),
    },
    "rematch-nightly": {"task": "matching.rematch_all", "schedule": crontab(hour=3, minute=10)},
    "tidy-states": {"task": "matching.tidy_states", "schedule": crontab(hour=2, minute=55)},
    "judge-rankers": {"task": "matching.judge_rankers", "schedule": crontab(hour=4, minute=0)},
    "train-weekly": {"task": "matching.train_weekly", "schedule": crontab(day_of_week=0, hour=4, minute=30)},
    # The first hour of a day counts its gaps; later hours only if that one was missed.
    "count-gaps": {"task": "coverage.snapshot_hourly", "schedule": crontab(minute=40), "options": {"expires": 600}},
    "forget-answers": {"task": "accounts.forget_answers", "schedule": crontab(minute=10)},
    "insights-nightly": {"task": "matching.insights_nightly", "schedule": crontab(hour=5, minute=20)},
    "sweep-insights": {"task": "matching.sweep_insights", "schedule": 60.0, "options": {"expires": 120}},
}
