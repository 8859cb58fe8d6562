"""What changes people: invitations, seats and roles, names and addresses, and making someone anonymous."""

from .accounts import anonymise, choose_shown, make_office, update_own_name, update_person
from .duties import (
    check_roles_left,
    end_duty,
    end_role,
    give_role,
    hold_roles,
    keep_staff_in_step,
    resume_duty,
    start_duty,
)
from .inviting import AccountExists, Invited, accept_invitation, invite, resend_invitation, send_invitation

__all__ = [
    "AccountExists",
    "Invited",
    "accept_invitation",
    "anonymise",
    "check_roles_left",
    "choose_shown",
    "end_duty",
    "end_role",
    "give_role",
    "hold_roles",
    "invite",
    "keep_staff_in_step",
    "make_office",
    "resend_invitation",
    "resume_duty",
    "send_invitation",
    "start_duty",
    "update_own_name",
    "update_person",
]
