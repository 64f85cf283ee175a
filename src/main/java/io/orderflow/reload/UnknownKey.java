package io.orderflow.reload;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderflow.settings.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.dsl.yaml.common.YamlDeserializerResolver;
import org.apache.camel.dsl.yaml.deserializers.BeansDeserializer;
import org.apache.camel.dsl.yaml.deserializers.CustomResolver;
import org.apache.camel.dsl.yaml.deserializers.ModelDeserializersResolver;
import org.apache.camel.spi.annotations.YamlProperty;
import org.apache.camel.spi.annotations.YamlType;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** A step that there is not, or a key that a step, or another part of a route, does not have. */
final class UnknownKey {

    private UnknownKey() {}

    /**
     * @param node the part, as Camel's loader calls it: {@code log}, or the name of a class
     * @return what is wrong, which key was meant perhaps, and which there are
     */
    static String sentence(String node, String key) {
        String part = StringHelper.decapitalize(
                StringHelper.before(node.substring(node.lastIndexOf('.') + 1), "Definition", node));
        List<String> keys = keys(node).filter(name -> !name.equals(key)).toList();
        List<String> meant = new ArrayList<>(keys);
        if (keys.contains("expression")) {
            // the short notation
            meant.addAll(names("language.ExpressionDefinition"));
        }
        String hint = Nearest.hint(key, meant);
        String list = (hint.isEmpty() ? "; it can have: " : " It can have: ") + String.join(", ", keys);
        return "%s has no key \"%s\"%s%s".formatted(part, key, hint, keys.isEmpty() ? "" : list);
    }

    /** Which keys a part of a route can have. */
    static Stream<String> keys(String node) {
        return Stream.<YamlDeserializerResolver>of(
                        new CustomResolver(new BeansDeserializer()), new ModelDeserializersResolver())
                .map(resolver -> resolver.resolve(node))
                .filter(Objects::nonNull)
                .map(found -> found.getClass().getAnnotation(YamlType.class))
                .filter(Objects::nonNull)
                .flatMap(type -> Arrays.stream(type.properties()))
                .map(YamlProperty::name)
                .filter(name -> !name.startsWith("__"))
                .distinct()
                .sorted();
    }

    /** @return that there is no step of this name, and which was meant perhaps */
    static String sentence(String step) {
        return "there is no \"%s\"%s".formatted(step, Nearest.hint(step, names("ProcessorDefinition")));
    }

    /** Which steps, or languages, there are by Camel's schema: its loader knows them only one by one. */
    private static List<String> names(String definition) {
        try (InputStream in = ModelDeserializersResolver.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            List<String> names = new ArrayList<>();
            new ObjectMapper()
                    .readTree(in)
                    .at("/items/definitions/org.apache.camel.model." + definition + "/properties")
                    .fieldNames()
                    .forEachRemaining(names::add);
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param value where the key's value begins; @return the line of the key */
    static int line(String key, Mark value) {
        String before = new String(value.getBuffer(), 0, value.getPointer());
        int at = before.lastIndexOf(key);
        long between =
                at < 0 ? 0 : before.substring(at).chars().filter(c -> c == '\n').count();
        return value.getLine() + 1 - (int) between;
    }
}
