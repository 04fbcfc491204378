"""Safe defaults; everything that differs between machines is read from the environment."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from . import schedule
from .navigation import MEMBERS_STAND_UNDER, NAVIGATION  # noqa: F401

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("CNNT_VAR_DIR", BASE_DIR / "var"))

SECRET_KEY = os.environ.get("SECRET_KEY", "")
DEBUG = False
EMBEDDED = False
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1").split(",")
PORTAL_URL = os.environ.get("PORTAL_URL", "http://localhost:8000")

INSTALLED_APPS = [
    "cnnt_portal.geography",
    "cnnt_portal.accounts",
    "cnnt_portal.rulebook",
    "cnnt_portal.files",
    "cnnt_portal.jobs",
    "cnnt_portal.documents",
    "cnnt_portal.audit",
    "cnnt_portal.notifications",
    "cnnt_portal.privacy",
    "cnnt_portal.exports",
    "cnnt_portal.ui",
    "registrations",
    "judging",
    "certificates",
    "support_plans",
    "reporting",
    "cnnt_portal.apps.LookOnlyAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_celery_beat",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cnnt_portal.rehearsing.KeptFromSearchMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the check of the form's token, which reads the whole body: who is not signed in is sent away without it.
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cnnt_portal.middleware.SignInMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cnnt_portal.middleware.PrivatePagesMiddleware",
    "cnnt_portal.middleware.MomentMiddleware",
    "cnnt_portal.middleware.ReadOnlyGetMiddleware",
    "cnnt_portal.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "cnnt_portal.urls"
WSGI_APPLICATION = "cnnt_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "cnnt_portal.ui.context_processors.portal",
                "cnnt_portal.notifications.context_processors.inbox",
            ],
            "builtins": ["cnnt_portal.ui.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("POSTGRES_DB", "cnnt"),
        "USER": os.environ.get("POSTGRES_USER", "cnnt"),
        "PASSWORD": os.environ.get("POSTGRES_PASSWORD", ""),
        "HOST": os.environ.get("POSTGRES_HOST", "localhost"),
        "PORT": os.environ.get("POSTGRES_PORT", "5432"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

# Language: Vietnamese only, with our own formats because Django's group no thousands and read 01/07 as 7 January.
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["cnnt_portal.formats"]

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["cnnt_portal.accounts.backends.PortalBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
DEMO_ACCOUNTS = False
# Papers of a portal that only shows how it works say so on their face.
PAPERS_HAVE_LEGAL_FORCE = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "reporting:home"
LOGOUT_REDIRECT_URL = "registrations:start"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "cnnt_portal.accounts.forms.SignupForm"
# Letters of invitation that one organisation may send in 24 hours [default].
INVITATIONS_PER_DAY = int(os.environ.get("INVITATIONS_PER_DAY", "50"))
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A mail scanner follows links: a GET must not confirm anything.
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[CNNT] "
ACCOUNT_ADAPTER = "cnnt_portal.accounts.adapters.AccountAdapter"
# Only the embedded mode moves its clock, to rehearse what a later day brings.
REHEARSAL_DAYS = 0
# A rehearsal is a portal of its own (docs/adr/0019): the address of the person it is held for, who gets all its mail.
REHEARSAL_FOR = os.environ.get("CNNT_REHEARSAL_FOR", "").strip().lower()
REHEARSAL_PAGE = "reporting:rehearsal"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "cnnt_portal.accounts.security_forms.AddKeyForm",
    "edit_webauthn": "cnnt_portal.accounts.security_forms.EditKeyForm",
}
MFA_TOTP_ISSUER = "Cổng CNNT"
_OPENID_APPS = []
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _OPENID_APPS}}
# Without this a first sign-in by VNeID would make an account before the person has consented to anything.
SOCIALACCOUNT_AUTO_SIGNUP = False
if os.environ.get("VNEID_SERVER_URL") and not REHEARSAL_FOR:
    _OPENID_APPS.append(
        {
            "provider_id": "vneid",
            "name": "VNeID",
            "client_id": os.environ["VNEID_CLIENT_ID"],
            "secret": os.environ["VNEID_SECRET"],
            "settings": {"server_url": os.environ["VNEID_SERVER_URL"]},
        }
    )

# Mail
MAIL_CARRIER = "django.core.mail.backends.smtp.EmailBackend"
REHEARSAL_MAIL = "cnnt_portal.notifications.rehearsal_mail.RehearsalBackend"
EMAIL_BACKEND = REHEARSAL_MAIL if REHEARSAL_FOR else MAIL_CARRIER
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "cnnt@localhost")
EMAIL_SUBJECT_PREFIX = "[CNNT] "
EMAIL_TIMEOUT = 20
# More than this to one address in an hour waits in the outbox.
NOTIFICATIONS_MAILS_PER_HOUR = int(os.environ.get("NOTIFICATIONS_MAILS_PER_HOUR", "30"))

# Personal data (Luật 91/2025/QH15). No text fixes these days as far as we know: [default] of this installation.
# Days between a request for deletion and the deletion, during which it may be taken back.
PERSONAL_DATA_ERASURE_DAYS = int(os.environ.get("PERSONAL_DATA_ERASURE_DAYS", "15"))
# Days until what nobody needs any more is deleted by itself.
PERSONAL_DATA_TERMS = {
    "unconfirmed_account": int(os.environ.get("KEEP_UNCONFIRMED_ACCOUNTS_DAYS", "30")),
    "invitation": int(os.environ.get("KEEP_EXPIRED_INVITATIONS_DAYS", "180")),
    "mail": int(os.environ.get("KEEP_MAILS_DAYS", "365")),
    "notice": int(os.environ.get("KEEP_NOTICES_DAYS", "730")),
}
# The key that signs certificates: a PEM file, or a token by PKCS#11 (then the certificate is also given as a file, to
# recognise our own signatures). Certificates of earlier keys stay known. Without a key nothing is signed.
CERTIFICATES_SIGNING_KEY = "" if REHEARSAL_FOR else os.environ.get("SIGNING_KEY", "")
CERTIFICATES_SIGNING_CERTIFICATE = os.environ.get("SIGNING_CERTIFICATE", "")
CERTIFICATES_SIGNING_PASSPHRASE = os.environ.get("SIGNING_PASSPHRASE", "")
CERTIFICATES_PKCS11_MODULE = "" if REHEARSAL_FOR else os.environ.get("SIGNING_PKCS11_MODULE", "")
CERTIFICATES_PKCS11_TOKEN = os.environ.get("SIGNING_PKCS11_TOKEN", "")
CERTIFICATES_PKCS11_LABEL = os.environ.get("SIGNING_PKCS11_LABEL", "")
CERTIFICATES_PKCS11_PIN = os.environ.get("SIGNING_PKCS11_PIN", "")
CERTIFICATES_TSA_URL = os.environ.get("SIGNING_TSA_URL", "")
CERTIFICATES_FORMER_SIGNERS = [path for path in os.environ.get("SIGNING_FORMER_CERTIFICATES", "").split(":") if path]
# Files (PEM) of the authorities whose signers are believed when a certificate comes back signed outside the portal.
CERTIFICATES_TRUST_ROOTS = [path for path in os.environ.get("SIGNING_TRUST_ROOTS", "").split(":") if path]
# Days before its last day on which the holder of a certificate and the office that issued it are reminded [default].
CERTIFICATES_REMINDER_DAYS = [180, 90, 30]
# A certificate is said to end soon in so many days before its last day [default].
CERTIFICATES_EXPIRING_DAYS = 90
# A decision about a certificate may have taken force so many days before the office's head confirms it here [default].
CERTIFICATES_ACT_ENTERED_WITHIN_DAYS = 7
# … and takes force at most so many days after that: a mistyped year must not lock a certificate [default].
CERTIFICATES_ACT_AHEAD_DAYS = 30
# Working days that the holder has at least to answer before a certificate is revoked or suspended [default].
CERTIFICATES_REPLY_WORKING_DAYS = 5
# Days of the year (month, day) on which the list of products in force goes to the units, and to what kinds [default].
CERTIFICATES_LIST_DAYS = [(1, 5), (4, 5), (7, 5), (10, 5)]
CERTIFICATES_LIST_READERS = ["ministry_unit", "press", "department"]
# Earlier values of SECRET_KEY: print volumes that they sealed are still known. They open nothing else: sessions and
# links of an earlier key end with it. A key that leaked must not stand here, whoever has it could seal what he likes.
CERTIFICATES_FORMER_SEAL_KEYS = [key for key in os.environ.get("FORMER_SEAL_KEYS", "").split(":") if key]
# Who may issue decisions of recognition beside the People’s Committee of a round's unit, or, of a round without one,
# the office that organises it and whom the rule set names: names as they stand on the decisions.
CERTIFICATES_OTHER_ISSUERS = [name for name in os.environ.get("OTHER_ISSUERS", "").split(":") if name]
# Wrong check codes from one address; after that many it waits an hour.
CERTIFICATES_WRONG_CODES_PER_HOUR = int(os.environ.get("WRONG_CODES_PER_HOUR", "60"))
# Questions that one address may ask the open API in a minute.
CERTIFICATES_API_PER_MINUTE = int(os.environ.get("API_PER_MINUTE", "120"))
# What buyers write to establishments is deleted after so many days [default].
SUPPORT_ENQUIRIES_KEPT_DAYS = 365

# Files: private ones never lie under a public address.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A rehearsal deletes all its files: they lie beside nobody else's.
if os.environ.get("S3_BUCKET") and not REHEARSAL_FOR:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": os.environ["S3_BUCKET"],
            "endpoint_url": os.environ.get("S3_ENDPOINT_URL"),
            "access_key": os.environ.get("S3_ACCESS_KEY"),
            "secret_key": os.environ.get("S3_SECRET_KEY"),
            "region_name": os.environ.get("S3_REGION", "us-east-1"),
            "signature_version": "s3v4",
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
FILES_MAX_BYTES = int(os.environ.get("FILES_MAX_BYTES", str(20 * 1024 * 1024)))
# Stops writing to the disk where the limit is passed, however much still arrives.
FILE_UPLOAD_HANDLERS = ["cnnt_portal.files.uploads.CappedUploadHandler"]
# Files that come piece by piece: what one person may have under way, and for how long after the last piece [default].
UPLOADS_MAX_BYTES = int(os.environ.get("UPLOADS_MAX_BYTES", str(600 * 1024 * 1024)))
UPLOADS_MAX = int(os.environ.get("UPLOADS_MAX", "60"))
UPLOADS_KEPT_HOURS = int(os.environ.get("UPLOADS_KEPT_HOURS", "48"))
UPLOADS_LONGEST_DAYS = int(os.environ.get("UPLOADS_LONGEST_DAYS", "7"))
# What everybody together may have under way [default].
UPLOADS_HOUSE_MAX_BYTES = int(os.environ.get("UPLOADS_HOUSE_MAX_BYTES", str(50 * 1024**3)))
# nginx sends the bytes when the web process answers with this internal prefix; empty means Django sends them.
FILES_ACCEL_PREFIX = os.environ.get("FILES_ACCEL_PREFIX", "")
CLAMAV_HOST = os.environ.get("CLAMAV_HOST", "")
CLAMAV_PORT = int(os.environ.get("CLAMAV_PORT", "3310"))

# Background work
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 6 * 3600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
# How long a worker may be silent before its job is another's; how long a woken job may lie until it is woken again.
JOBS_LEASE_SECONDS = float(os.environ.get("JOBS_LEASE_SECONDS", "60"))
JOBS_REWAKE_SECONDS = float(os.environ.get("JOBS_REWAKE_SECONDS", "20"))
_SWEEP_SECONDS = float(os.environ.get("JOBS_SWEEP_SECONDS", "5"))
CELERY_BEAT_MAX_LOOP_INTERVAL = _SWEEP_SECONDS
# A list of at most so many rows leaves at once; a longer one is made in the background and kept for some days.
EXPORTS_AT_ONCE = int(os.environ.get("EXPORTS_AT_ONCE", "2000"))
EXPORTS_KEPT_DAYS = int(os.environ.get("EXPORTS_KEPT_DAYS", "3"))
# A silence longer than this is an outage of the portal, whose time is given back before a deadline.
OUTAGE_AFTER_SECONDS = float(os.environ.get("OUTAGE_AFTER_SECONDS", "180"))
# Where the worker asks the web whether it answers people; what it does not answer is silence, too. Empty asks nobody.
PULSE_URL = os.environ.get("PULSE_URL", "")
CELERY_BEAT_SCHEDULE = schedule.tasks(sweep_seconds=_SWEEP_SECONDS)

# The browser is told what it may run.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if REHEARSAL_FOR:
    # A browser keeps one set of cookies for all ports of a machine.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "rehearsal_session", "rehearsal_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cnnt_portal.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # The button of VNeID is a form whose answer leads to VNeID; browsers hold that to form-action too.
        "form-action": [SELF, *(app["settings"]["server_url"] for app in _OPENID_APPS)],
    }
}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Libraries that tell of every step they take.
    "loggers": {
        "kombu.connection": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
