"""The pages of the sign-in library. Bodies of the cast have no password and no second factor."""

from . import LOGIN, PUBLIC, SIGNED_IN, Row, answers

# Who is signed in already is sent home.
FOR_VISITORS = answers(anonymous=200, others=302)
SENT_ON = answers(others=302)
HIDDEN = answers(others=404)
NOT_NOW = answers(others=403)
LOST_KEY = {"uidb36": "1", "key": "khong-co-that"}

TABLE = {
    "account_login": Row(get=FOR_VISITORS, post=FOR_VISITORS),
    "account_logout": Row(get=answers(anonymous=302, others=200), post=answers(anonymous=302, others=302)),
    "account_inactive": Row(get=PUBLIC),
    "account_signup": Row(get=FOR_VISITORS, post=FOR_VISITORS),
    "account_reauthenticate": Row(get=NOT_NOW),
    "account_email": Row(get=SIGNED_IN),
    "account_email_verification_sent": Row(get=PUBLIC),
    "account_change_password": Row(get=SENT_ON),
    "account_set_password": Row(get=SIGNED_IN),
    "account_reset_password": Row(get=PUBLIC, post=PUBLIC),
    "account_confirm_login_code": Row(get=SENT_ON),
    "account_confirm_email": Row(also={"key": "khong-co-that"}, get=PUBLIC),
    "account_reset_password_from_key": Row(also=LOST_KEY, get=PUBLIC),
    "account_reset_password_from_key_done": Row(get=PUBLIC),
    "account_reset_password_done": Row(get=PUBLIC),
    "mfa_index": Row(get=SIGNED_IN),
    "mfa_authenticate": Row(get=SENT_ON),
    "mfa_reauthenticate": Row(get=NOT_NOW),
    "mfa_activate_totp": Row(get=SIGNED_IN),
    "mfa_deactivate_totp": Row(get=HIDDEN),
    "mfa_view_recovery_codes": Row(get=HIDDEN),
    "mfa_generate_recovery_codes": Row(get=SIGNED_IN),
    "mfa_download_recovery_codes": Row(get=HIDDEN),
    "mfa_list_webauthn": Row(get=SIGNED_IN),
    "mfa_add_webauthn": Row(get=SIGNED_IN),
    "mfa_reauthenticate_webauthn": Row(get=NOT_NOW),
    "mfa_remove_webauthn": Row(also={"pk": 1}, get=HIDDEN),
    "mfa_edit_webauthn": Row(also={"pk": 1}, get=HIDDEN),
    "mfa_login_webauthn": Row(get=answers(anonymous=LOGIN, others=302)),
    "socialaccount_login_cancelled": Row(get=PUBLIC),
    "socialaccount_login_error": Row(get=answers(anonymous=401, others=401)),
    "socialaccount_signup": Row(get=answers(others=LOGIN)),
    "socialaccount_connections": Row(get=SIGNED_IN),
    "openid_connect_login": Row(also={"provider_id": "vneid"}, get=answers(anonymous=404)),
    "openid_connect_callback": Row(also={"provider_id": "vneid"}, get=answers(anonymous=404)),
}
