# The mock in a container: docker build -t ploton-mock . && docker run -p 7568:7568 ploton-mock
FROM node:22-alpine AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs --quick

FROM node:22-alpine
COPY --from=build /src/package.json /opt/ploton-mock/
COPY --from=build /src/bin /opt/ploton-mock/bin
COPY --from=build /src/dist /opt/ploton-mock/dist
COPY --from=build /src/fixtures /opt/ploton-mock/fixtures
COPY --from=build /src/weights /opt/ploton-mock/weights
COPY --from=build /src/LICENSE /src/THIRD-PARTY-LICENSES.txt /opt/ploton-mock/
RUN ln -s /opt/ploton-mock/bin/ploton-mock.js /usr/local/bin/ploton-mock
# Scenarios and a config file are read from here: -v ./ploton-fixtures:/mock/ploton-fixtures:ro
WORKDIR /mock
# All addresses, as a container has its own network; changes in volumes are seen only by looking for them.
ENV PLOTON_MOCK_HOST=0.0.0.0 PLOTON_MOCK_WATCH=poll
USER node
EXPOSE 7568
HEALTHCHECK --interval=2s --timeout=5s --start-period=10s CMD ["ploton-mock", "wait", "--ready", "--timeout", "3s"]
# It hears SIGTERM and ends at once, so that it needs no init in front.
ENTRYPOINT ["ploton-mock"]
CMD ["start"]
