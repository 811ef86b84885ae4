# An API node. Build from the root of the repository:
#   docker build -t reels-api -f deploy/Api.Dockerfile .
# The tags 10.0-noble get the fixes of .NET and Ubuntu: build again to take them.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
# First the files that decide about packages: while they stay the same, so does the layer with the packages.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY Grains.Interfaces/Grains.Interfaces.csproj Grains.Interfaces/packages.lock.json Grains.Interfaces/
COPY Hosting/Hosting.csproj Hosting/packages.lock.json Hosting/
COPY Api/Api.csproj Api/packages.lock.json Api/
# ReadyToRun: a node that has just started serves without compiling first. What it needs is in no lock file, and
# Drivers=all asks for none; the locked restore before it checks the packages.
RUN dotnet restore Api --locked-mode \
    && dotnet restore Api -p:Drivers=all --use-current-runtime -p:PublishReadyToRun=true
COPY .editorconfig BannedSymbols.txt ./
COPY Grains.Interfaces Grains.Interfaces/
COPY Hosting Hosting/
COPY Api Api/
RUN dotnet publish Api -c Release --no-restore -p:RunAnalyzers=false -p:UseAppHost=false \
    --use-current-runtime --self-contained false -p:PublishReadyToRun=true -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Reels API" \
      org.opencontainers.image.description="An API node of the Reels cluster" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision="$REVISION"
WORKDIR /app
COPY --from=build /app .
# The root secret is kept in /data unless Auth:SigningKey is set.
RUN mkdir /data && chown $APP_UID /data
VOLUME /data
ENV Stores=Real Data__Folder=/data ASPNETCORE_URLS=http://*:5080 ASPNETCORE_HTTP_PORTS=
USER $APP_UID
EXPOSE 5080 5081
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["dotnet", "Reels.Api.dll", "--check-health"]
ENTRYPOINT ["dotnet", "Reels.Api.dll"]
