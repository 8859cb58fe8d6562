"""Addresses of the app "network"."""

from django.urls import URLPattern, URLResolver, path

from network.views import account, organisations, people, people_invite

urlpatterns: list[URLPattern | URLResolver] = [
    path("natverk/", organisations.network, name="network"),
    # The own account. Below /konto/ allauth's own words follow (skolaforst/urls.py); these come before them.
    path("konto/", account.profile, name="account_profile"),
    path("konto/vidare/", account.after_login, name="after_login"),
    path("konto/inbjudan/<str:token>/", account.invitation, name="invitation"),
    path("konto/login/", account.login, name="account_login"),
    path("konto/login/code/", account.request_login_code, name="account_request_login_code"),
    path("konto/login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    # What the portal has no use for answers 404; the names stay reversible.
    path("konto/signup/", account.not_used, name="account_signup"),
    path("konto/inactive/", account.not_used, name="account_inactive"),
    path("konto/reauthenticate/", account.not_used, name="account_reauthenticate"),
    path("konto/email/", account.not_used, name="account_email"),
    path("konto/confirm-email/", account.not_used, name="account_email_verification_sent"),
    path("konto/confirm-email/<str:key>/", account.not_used, name="account_confirm_email"),
    # The office's list of people
    path("kontor/personer/", people.people, name="people"),
    path("kontor/personer/bjud-in/", people_invite.invite, name="person_invite"),
    path("kontor/personer/<pk:pk>/", people.person_edit, name="person_edit"),
    path("kontor/personer/<pk:pk>/uppdrag/", people.duty_start, name="duty_start"),
    path("kontor/personer/<pk:pk>/roll/", people.role_end, name="role_end"),
    path("kontor/personer/<pk:pk>/angra/", people.person_undo, name="person_undo"),
    path("kontor/personer/<pk:pk>/skicka-igen/", people_invite.invitation_resend, name="invitation_resend"),
    path("kontor/personer/<pk:pk>/anonymisera/", people.person_anonymise, name="person_anonymise"),
    path("kontor/personer/uppdrag/<pk:pk>/avsluta/", people.duty_end, name="duty_end"),
]
