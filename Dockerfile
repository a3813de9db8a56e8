FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY bot bot
COPY knowledge knowledge
COPY config.yaml .
# The index is fitted here, so that the bot answers at once when it starts.
RUN python -m bot build && useradd --create-home parley && mkdir -p data && chown parley data .cache
USER parley
CMD ["python", "-m", "bot", "run"]
