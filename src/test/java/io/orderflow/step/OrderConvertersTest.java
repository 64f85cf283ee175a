package io.orderflow.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.kafka.WholeRecord;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class OrderConvertersTest {

    @Test
    void a_whole_record_has_no_bytes_and_they_are_not_searched_for_each_time() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            WholeRecord record = new WholeRecord(new byte[] {1}, new byte[] {2}, new RecordHeaders());

            assertThat(context.getTypeConverter().tryConvertTo(byte[].class, record))
                    .isNull();
            assertThat(context.getTypeConverterRegistry().lookup(byte[].class, WholeRecord.class))
                    .isNotNull();
        }
    }
}
