# Countersign on Debian 12, built as a developer builds it: the packages and the build are those of `./dev`.
FROM debian:12-slim AS build
WORKDIR /src
# Before the sources, so that a changed source does not install the packages again.
COPY dev ./
RUN ./dev install build
COPY . .
RUN ./dev build

FROM debian:12-slim
COPY --from=build /src/dev /tmp/
RUN /tmp/dev install image \
  && rm -rf /tmp/dev /var/lib/apt/lists/* \
  && useradd --system --home-dir /var/lib/countersign --create-home countersign
COPY --from=build /src/build/release/countersign /usr/local/bin/
COPY docker/countersign.toml /etc/countersign/
# The starter rules as a file, to be edited; and a check that the binary runs in this image.
RUN countersign starter-rules > /etc/countersign/rules.toml \
  && countersign check /etc/countersign/rules.toml \
  && chown -R countersign:countersign /etc/countersign
USER countersign
WORKDIR /var/lib/countersign
VOLUME ["/var/lib/countersign"]
EXPOSE 6432 6433
ENTRYPOINT ["countersign"]
CMD ["serve", "--config", "/etc/countersign/countersign.toml"]
