package io.orderflow.step;

import io.orderflow.kafka.WholeRecord;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.camel.TypeConverter;
import org.apache.camel.TypeConverterLoaderException;
import org.apache.camel.spi.TypeConverterLoader;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

/**
 * Lets an order go wherever a body goes, as its JSON in the same spelling as on the topic: a component that asks for
 * bytes, text or a stream gets that. Camel finds this class by META-INF/services.
 */
public class OrderConverters implements TypeConverterLoader {

    @Override
    public void load(TypeConverterRegistry registry) throws TypeConverterLoaderException {
        add(registry, byte[].class, json -> json);
        add(registry, String.class, OrderConverters::text);
        add(registry, InputStream.class, ByteArrayInputStream::new);
        add(registry, Reader.class, json -> new StringReader(text(json)));
        add(registry, ByteBuffer.class, ByteBuffer::wrap);
        // camel-kafka asks for the bytes of each body. A whole record has none, and the search for a converter costs
        // more
        // than all else that is done with a dead letter
        registry.addTypeConverter(
                byte[].class,
                WholeRecord.class,
                new SimpleTypeConverter(false, (wanted, exchange, record) -> TypeConverter.MISS_VALUE));
    }

    private static <T> void add(TypeConverterRegistry registry, Class<T> type, Function<byte[], T> of) {
        registry.addTypeConverter(
                type,
                Order.class,
                new SimpleTypeConverter(false, (wanted, exchange, order) -> of.apply(OrderJson.write((Order) order))));
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
