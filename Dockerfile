FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LOG_FORMAT=json PORT=8080 MPLCONFIGDIR=/app/.cache/matplotlib
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt
COPY bot bot
COPY knowledge knowledge
COPY config.yaml .
# Whatever the rights of the checkout were, the bot may read its files, and write only what it keeps: data and the index.
RUN find . ! -perm -a=r -exec chmod a+rX {} + \
    && useradd --system --uid 10001 --create-home parley \
    && mkdir -p data .cache \
    && chown parley:parley data .cache
USER parley
# The index is prepared by the user who reads it, so that the bot answers at once when it starts.
RUN python -m bot build
VOLUME /app/data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=4)"]
CMD ["python", "-m", "bot", "run"]
