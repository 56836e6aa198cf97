"""Addresses of sourcing in the API."""

from django.urls import path

from matchmaker.sourcing.api import awards, outcomes, projects, quotes, requests

app_name = "api-sourcing"
urlpatterns = [
    path("requests/", requests.Requests.as_view(), name="requests"),
    path("requests/<int:pk>/", requests.OneRequest.as_view(), name="request"),
    path("requests/<int:pk>/cancel/", requests.CancelRequest.as_view(), name="request_cancel"),
    path("invitations/", requests.Invitations.as_view(), name="invitations"),
    path("invitations/<int:pk>/", requests.OneInvitation.as_view(), name="invitation"),
    path("invitations/<int:pk>/accept/", requests.AcceptInvitation.as_view(), name="invitation_accept"),
    path("invitations/<int:pk>/decline/", requests.DeclineInvitation.as_view(), name="invitation_decline"),
    path("invitations/<int:pk>/quote/", quotes.BeginQuote.as_view(), name="invitation_quote"),
    path("quotes/", quotes.Quotes.as_view(), name="quotes"),
    path("quotes/<int:pk>/", quotes.OneQuote.as_view(), name="quote"),
    path("quotes/<int:pk>/lines/", quotes.QuoteLines.as_view(), name="quote_lines"),
    path("quotes/<int:pk>/terms/", quotes.QuoteTerms.as_view(), name="quote_terms"),
    path("quotes/<int:pk>/sign/", quotes.SignQuote.as_view(), name="quote_sign"),
    path("quotes/<int:pk>/submit/", quotes.SubmitQuote.as_view(), name="quote_submit"),
    path("quotes/<int:pk>/revisions/", quotes.ReviseQuote.as_view(), name="quote_revise"),
    path("quotes/<int:pk>/reconfirm/", quotes.ReconfirmQuote.as_view(), name="quote_reconfirm"),
    path("quotes/<int:pk>/withdraw/", quotes.WithdrawQuote.as_view(), name="quote_withdraw"),
    path("awards/", awards.Awards.as_view(), name="awards"),
    path("awards/<int:pk>/", awards.OneAward.as_view(), name="award"),
    path("awards/<int:pk>/confirm/", awards.ConfirmAward.as_view(), name="award_confirm"),
    path("awards/<int:pk>/refuse/", awards.RefuseAward.as_view(), name="award_refuse"),
    path("awards/<int:pk>/cancel/", awards.CancelAward.as_view(), name="award_cancel"),
    path("awards/<int:pk>/result/", awards.AwardResult.as_view(), name="award_result"),
    path("projects/", projects.Projects.as_view(), name="projects"),
    path("projects/<int:pk>/", projects.OneProject.as_view(), name="project"),
    path("projects/<int:pk>/outcomes/", outcomes.Outcomes.as_view(), name="outcomes"),
    path("projects/<int:pk>/reviews/", outcomes.Reviews.as_view(), name="reviews"),
    path("milestones/<int:pk>/", projects.OneMilestone.as_view(), name="milestone"),
    path("milestones/<int:pk>/report/", projects.ReportMilestone.as_view(), name="milestone_report"),
    path("milestones/<int:pk>/decide/", projects.DecideMilestone.as_view(), name="milestone_decide"),
    path("checks/", outcomes.Checks.as_view(), name="checks"),
    path("checks/<int:pk>/", outcomes.OneCheck.as_view(), name="check"),
    path("checks/<int:pk>/answer/", outcomes.AnswerCheck.as_view(), name="check_answer"),
]
