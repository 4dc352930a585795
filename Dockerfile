# The command line for pipelines and for reconcile in a cluster. It needs no network but the
# server's, writes nothing but a journal beside the project, and is not root.
FROM python:3.13-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE ./
COPY migrator migrator
RUN python -m venv /migrator \
    && /migrator/bin/pip install --no-cache-dir ".[reconcile]" \
    && /migrator/bin/pip uninstall --yes pip

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin migrator
COPY --from=build /migrator /migrator
USER 10001
WORKDIR /project
EXPOSE 8080
ENTRYPOINT ["/migrator/bin/migrator"]
CMD ["--help"]
