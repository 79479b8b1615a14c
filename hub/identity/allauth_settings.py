"""Settings of django-allauth: closed sign-up, no e-mail needed, second factors."""

ACCOUNT_ADAPTER = "hub.identity.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
# A hospital of hundreds stands behind one address and begins work at the same minute, so
# an address alone may do much; guessing is slowed per sign-in name and address (`key`,
# made by the adapter), so that nobody is locked out by an attacker elsewhere.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "300/m/ip,5/5m/key"}
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
MFA_FORMS = {
    "add_webauthn": "hub.identity.forms.AddPasskeyForm",
    "edit_webauthn": "hub.identity.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
USERSESSIONS_TRACK_ACTIVITY = True

__all__ = [name for name in dir() if name.isupper()]
