# One image for web, worker, beat and the migration step; docker-compose.yml says which command each runs.
FROM python:3.11-slim-bookworm

# WeasyPrint draws with Pango; Liberation 2 has Times metrics and every Vietnamese letter (version 1 has not);
# the PostgreSQL client is for backup and restore.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation2 postgresql-client \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --home-dir /srv/cnnt cnnt
WORKDIR /srv/cnnt
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt
COPY . .

ENV DJANGO_SETTINGS_MODULE=cnnt_portal.settings.production \
    CNNT_VAR_DIR=/var/lib/cnnt \
    XDG_CACHE_HOME=/var/cache/cnnt \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# Fontconfig keeps its list of fonts in the cache; without a place for it every process reads all fonts anew.
RUN install -d -o cnnt /var/lib/cnnt/files /var/lib/cnnt/static /var/cache/cnnt
USER cnnt
EXPOSE 8000
CMD ["gunicorn", "cnnt_portal.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "4", "--timeout", "120", "--max-requests", "2000", "--max-requests-jitter", "200"]
