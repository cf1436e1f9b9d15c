# The Discord bot in a container. docs/discord.md says how to build and run it.
# No token is needed to build, and none gets in: .dockerignore lets only the program through.

FROM python:3.11-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN python -m venv /opt/newsbot && /opt/newsbot/bin/pip install --no-cache-dir .

FROM python:3.11-slim
COPY --from=build /opt/newsbot /opt/newsbot
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/newsbot \
        --shell /usr/sbin/nologin newsbot \
    && install -d -o newsbot -g newsbot -m 0700 \
        /var/lib/newsbot /var/lib/newsbot/corpus /var/lib/newsbot/.newsbot
ENV PATH=/opt/newsbot/bin:$PATH
# newsbot looks for corpus/ and .newsbot/ where it is started.
WORKDIR /var/lib/newsbot
# The articles, which are the truth; the index and what the bot remembers, which are not.
VOLUME ["/var/lib/newsbot/corpus", "/var/lib/newsbot/.newsbot"]
USER 10001:10001
# The bot answers what it has been asked, at most 15 s long: docker run --stop-timeout 30.
STOPSIGNAL SIGTERM
# No HEALTHCHECK: a bot that cannot go on ends, and a lost connection it mends by itself. A check
# that only saw the process would tell nothing that the engine does not know.
ENTRYPOINT ["newsbot"]
CMD ["bot"]
