# One image for every process of the shop; compose.yaml says which command each one runs.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 UV_LINK_MODE=copy \
    DJANGO_SETTINGS_MODULE=config.settings.production PATH="/app/.venv/bin:$PATH"
WORKDIR /app

RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir uv
COPY requirements/base.txt requirements/base.txt
RUN .venv/bin/uv pip sync --no-cache requirements/base.txt

COPY . .
RUN .venv/bin/uv pip install --no-cache --no-deps --editable . \
    && DJANGO_SETTINGS_MODULE=config.settings.dev NHANONG_LOCAL=/app/.local \
       .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --system --create-home nhanong \
    && mkdir -p /app/.local/media && chown -R nhanong /app/.local

USER nhanong
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "8", "--respawn-failed-workers", "--no-ws", "config.wsgi:application"]
