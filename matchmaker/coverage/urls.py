"""Addresses of coverage; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.coverage import (
    exposure_views,
    gap_views,
    ranker_views,
    recruit_views,
    run_views,
    verification_views,
    views,
)

app_name = "coverage"
urlpatterns = [
    path("", views.board, name="board"),
    path("verification/", verification_views.verification, name="verification"),
    path("verification/<int:pk>/", verification_views.verification_case, name="verification_case"),
    path("verification/<int:pk>/renew/", verification_views.renew, name="renew"),
    path("verification/<int:pk>/suspend/", verification_views.suspend, name="suspend"),
    path("projects/<int:pk>/prove/", verification_views.prove, name="prove"),
    path("firms/", views.firms, name="firms"),
    path("runs/", views.runs, name="runs"),
    path("runs/<int:pk>/", run_views.run, name="run"),
    path("runs/<int:pk>/case.json", run_views.run_case, name="run_case"),
    path("ranked/<int:pk>/", run_views.ranked, name="ranked"),
    path("unmet/", views.unmet, name="unmet"),
    path("escalations/<int:pk>/done/", views.escalation_done, name="escalation_done"),
    path("gaps/", gap_views.gaps, name="gaps"),
    path("gaps/take/", gap_views.gaps_take, name="gaps_take"),
    path("gaps/tables/<slug:name>.<slug:form>", gap_views.gaps_table, name="gaps_table"),
    path("gaps/recruit/", recruit_views.recruit, name="recruit"),
    path("gaps/recruit/try/", recruit_views.recruit_try, name="recruit_try"),
    path("gaps/radar/send/", recruit_views.radar_send, name="radar_send"),
    path("gaps/<str:code>/<str:region>/", gap_views.gap, name="gap"),
    path("gaps/<str:code>/<str:region>/extend/<int:pk>/", recruit_views.gap_extend, name="gap_extend"),
    path("gaps/<str:code>/<str:region>/invite/<int:pk>/", recruit_views.gap_invite, name="gap_invite"),
    path("rankers/", ranker_views.rankers, name="rankers"),
    path("rankers/train/", ranker_views.ranker_train, name="ranker_train"),
    path("rankers/jobs/<int:pk>/", ranker_views.ranker_progress, name="ranker_progress"),
    path("rankers/jobs/<int:pk>/cancel/", ranker_views.ranker_cancel, name="ranker_cancel"),
    path("rankers/<int:pk>/", ranker_views.ranker, name="ranker"),
    path("rankers/<int:pk>/<slug:step>/", ranker_views.ranker_step, name="ranker_step"),
    path("exposure/", exposure_views.exposure, name="exposure"),
    path("exposure/set/", exposure_views.exposure_set, name="exposure_set"),
    path("exposure/compute/", exposure_views.exposure_compute, name="exposure_compute"),
    path("exposure.csv", exposure_views.exposure_csv, name="exposure_csv"),
    path("register/", views.register, name="register"),
]
