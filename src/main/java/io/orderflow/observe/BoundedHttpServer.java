package io.orderflow.observe;

import io.netty.handler.codec.compression.StandardCompressionOptions;
import io.orderflow.settings.ServerOptions;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;

/** Camel's HTTP server with options of its own. Camel starts it with Vert.x's default ones, and offers no others. */
final class BoundedHttpServer extends VertxPlatformHttpServer {

    /** As much as a record in Kafka may hold. */
    static final long LARGEST_BODY = 1024 * 1024;

    private final Vertx vertx;
    private final ServerOptions options;
    private final Certificate certificate;
    private final Handler<HttpConnection> connections;
    private HttpServer server;

    /** @param certificate null where TLS is not spoken */
    BoundedHttpServer(
            Vertx vertx, ServerOptions options, Certificate certificate, Handler<HttpConnection> connections) {
        super(configuration(options.host(), options.port()));
        this.vertx = vertx;
        this.options = options;
        this.certificate = certificate;
        this.connections = connections;
    }

    private static VertxPlatformHttpServerConfiguration configuration(String host, int port) {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost(host);
        configuration.setBindPort(port);
        configuration.setMaxBodySize(LARGEST_BODY);
        return configuration;
    }

    /** Else Camel makes another one, whatever was set, where there is none in its registry. */
    @Override
    protected Vertx lookupVertx() {
        return vertx;
    }

    @Override
    protected void startServer() {
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                // a browser then speaks HTTP/1.1: one request at a time in a connection
                .setHttp2ClearTextEnabled(false)
                // answers hold no secret beside what a stranger sends, so their length gives none away
                .setCompressionSupported(true)
                .addCompressor(StandardCompressionOptions.gzip());
        if (certificate != null) {
            http.setSsl(true).setUseAlpn(false).setKeyCertOptions(certificate.read());
        }
        server = vertx.createHttpServer(http)
                .connectionHandler(connections)
                .invalidRequestHandler(Failures::malformed)
                .requestHandler(router());
        server.listen().toCompletionStage().toCompletableFuture().join();
    }

    VertxPlatformHttpRouter router() {
        return VertxPlatformHttpRouter.lookup(
                getCamelContext(), VertxPlatformHttpRouter.getRouterNameFromPort(options.port()));
    }

    @Override
    public HttpServer getServer() {
        return server;
    }

    @Override
    public int getPort() {
        return server == null ? options.port() : server.actualPort();
    }

    @Override
    protected void stopServer() {
        if (server != null) {
            getCamelContext().removeComponent(PlatformHttpConstants.PLATFORM_HTTP_COMPONENT_NAME);
            server.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** The board's server made it, and closes it. */
    @Override
    protected void stopVertx() {}
}
