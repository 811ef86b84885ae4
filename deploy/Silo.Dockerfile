# A silo with the drivers of all databases. Build from the root of the repository:
#   docker build -t reels-silo -f deploy/Silo.Dockerfile .
# The tags 10.0-noble get the fixes of .NET and Ubuntu: build again to take them.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
# First the files that decide about packages: while they stay the same, so does the layer with the packages.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY Grains.Interfaces/Grains.Interfaces.csproj Grains.Interfaces/
COPY Hosting/Hosting.csproj Hosting/
COPY Grains/Grains.csproj Grains/
COPY Silo/Silo.csproj Silo/
# ReadyToRun: a silo that has just joined serves without compiling first.
RUN dotnet restore Silo -p:Drivers=all --use-current-runtime -p:PublishReadyToRun=true
COPY .editorconfig BannedSymbols.txt ./
COPY Grains.Interfaces Grains.Interfaces/
COPY Hosting Hosting/
COPY Grains Grains/
COPY Silo Silo/
RUN dotnet publish Silo -c Release --no-restore -p:Drivers=all -p:RunAnalyzers=false -p:UseAppHost=false \
    --use-current-runtime --self-contained false -p:PublishReadyToRun=true -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Reels silo" \
      org.opencontainers.image.description="A node of the Reels cluster" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision="$REVISION"
WORKDIR /app
COPY --from=build /app .
# The silo listens at Management:Port alone, and not at the port that the base image names.
ENV Stores=Real ASPNETCORE_HTTP_PORTS=
USER $APP_UID
EXPOSE 5082 11111 30000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["dotnet", "Reels.Silo.dll", "--check-health"]
ENTRYPOINT ["dotnet", "Reels.Silo.dll"]
