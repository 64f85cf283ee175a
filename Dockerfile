# Packs what `mvn package` leaves in target/.
FROM eclipse-temurin:17-jre

WORKDIR /app

# A number, since the base image has a user 1000 of its own already; a bind-mounted inbox must be writable for it.
RUN install -d -o 1000 -g 1000 inbox data

# The libraries seldom change: their layer comes first, so that it is built and pushed once.
COPY target/lib/ lib/
COPY routes/ routes/
COPY application.properties ./
COPY target/orderflow.jar ./

USER 1000:1000

# Without a shell in between, so that SIGTERM reaches Java.
ENTRYPOINT ["java", "-Dfile.encoding=UTF-8", "-jar", "orderflow.jar"]
