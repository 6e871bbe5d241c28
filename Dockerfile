# The HTTP service. Build: docker build -t planner . · Run: see docs/operations.md
FROM python:3.12-slim
RUN useradd --system --create-home --home-dir /var/lib/planner planner
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY planner planner
COPY api api
COPY data data
RUN pip install --no-cache-dir '.[charts,postgresql]' && rm -rf /src/*
USER planner
WORKDIR /var/lib/planner
ENV PLANNER_API_STORE=/var/lib/planner/jobs.sqlite
VOLUME /var/lib/planner
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["planner", "serve", "--host", "0.0.0.0"]
