"""The forms of logging in, of the own account, and of the office's list of people."""

from .account import InvitationForm, NameForm, ShownForm
from .login import (
    ChangePasswordForm,
    ConfirmLoginCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from .people import DutyForm, InviteForm, PersonEditForm

__all__ = [
    "ChangePasswordForm",
    "ConfirmLoginCodeForm",
    "DutyForm",
    "InvitationForm",
    "InviteForm",
    "LoginForm",
    "NameForm",
    "PersonEditForm",
    "RequestLoginCodeForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "SetPasswordForm",
    "ShownForm",
]
