package io.orderflow.reload;

import io.orderflow.failure.Causes;
import io.orderflow.settings.Nearest;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.spi.EndpointUriFactory;

/** An option of a URI that its component does not have, or that can't have that value. */
final class WrongOption {

    private static final Pattern UNKNOWN = Pattern.compile("Unknown parameters=\\[\\{([^=}]+)=");

    private WrongOption() {}

    /** @return the sentence; null where this failure is of another kind */
    static String sentence(CamelContext context, Throwable failure) {
        if (failure instanceof PropertyBindingException e && e.getPropertyName() != null) {
            // the value may be a password
            return "the option %s can't have that value: %s"
                    .formatted(e.getPropertyName(), Causes.plainReason(Causes.root(e)));
        }
        if (!(failure instanceof ResolveEndpointFailedException e)) {
            return null;
        }
        Matcher unknown = UNKNOWN.matcher(String.valueOf(e.getMessage()));
        if (!unknown.find()) {
            return null;
        }
        String scheme = e.getUri().replaceFirst(":.*", "");
        String option = unknown.group(1);
        return "%s has no option %s%s".formatted(scheme, option, Nearest.hint(option, options(context, scheme)));
    }

    private static Set<String> options(CamelContext context, String scheme) {
        EndpointUriFactory uris = context.getCamelContextExtension().getEndpointUriFactory(scheme);
        return uris == null ? Set.of() : uris.propertyNames();
    }
}
