from .bodies import (
    close_organisation,
    correct_organisation,
    create_organisation,
    found_body,
    found_establishment,
)
from .foundations import (
    create_demo_people,
    load_organisations,
)
from .members import (
    accept_invitation,
    add_member,
    appoint_administrator,
    end_membership,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from .people import (
    close_account,
    complete_sign_up,
    create_person,
    forget_person,
    update_profile,
)

__all__ = [
    "accept_invitation",
    "add_member",
    "appoint_administrator",
    "close_account",
    "close_organisation",
    "complete_sign_up",
    "correct_organisation",
    "create_demo_people",
    "create_organisation",
    "create_person",
    "end_membership",
    "forget_person",
    "found_body",
    "found_establishment",
    "invite",
    "load_organisations",
    "resend_invitation",
    "update_profile",
    "withdraw_invitation",
]
