# Packs what `mvn package` leaves in target/.
FROM eclipse-temurin:17-jre

WORKDIR /app

# A number, since the base image has a user 1000 of its own already; a bind-mounted inbox must be writable for it.
RUN install -d -o 1000 -g 1000 inbox data

# The libraries seldom change: their layer comes first, so that it is built and pushed once.
COPY target/lib/ lib/
COPY ext/ ext/
COPY routes/ routes/
COPY application.properties ./
COPY target/orderflow.jar ./

# It runs once, on a broker of its own, so that Java keeps its classes, read and verified: with them, a start takes less
# than two thirds of its time.
RUN java -Dfile.encoding=UTF-8 -XX:ArchiveClassesAtExit=orderflow.jsa -Xlog:cds=off -Xlog:cds+dynamic=off \
    -Dorders.broker.directory=trial/broker -Dorders.inbox.directory=trial/inbox -Dorders.generator.period=100 \
    -Dcamel.main.durationMaxMessages=10 -jar orderflow.jar && rm -r trial

USER 1000:1000

# Without a shell in between, so that SIGTERM reaches Java. Where memory has run out, nothing can be trusted any more: it
# ends, and is started again.
ENTRYPOINT ["java", "-Dfile.encoding=UTF-8", "-XX:SharedArchiveFile=orderflow.jsa", "-XX:+ExitOnOutOfMemoryError", "-jar", "orderflow.jar"]
