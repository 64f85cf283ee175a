package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

/** What the program is made of is written down: for people in CONTRIBUTING.md, for tools in the bill of materials. */
class DependenciesIT {

    @Test
    void each_dependency_that_is_explained_is_there() throws Exception {
        String table = Files.readString(Path.of("CONTRIBUTING.md"))
                .split("## What it is made of")[1]
                .split("\n## ")[0];
        NodeList direct = (NodeList) XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        "/project/dependencies/dependency/artifactId",
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(Path.of("pom.xml").toFile()),
                        XPathConstants.NODESET);
        List<String> artifacts = new ArrayList<>();
        for (int i = 0; i < direct.getLength(); i++) {
            artifacts.add(direct.item(i).getTextContent());
        }
        List<String> explained = Pattern.compile("(?m)^\\| (`.*?) \\|")
                .matcher(table)
                .results()
                .flatMap(row -> Stream.of(row.group(1).split(", ")))
                .map(artifact -> artifact.replace("`", ""))
                .toList();

        // those that someone has added are theirs to explain
        assertThat(explained).hasSizeGreaterThan(20);
        assertThat(artifacts).containsAll(explained);
    }

    @Test
    void the_bill_of_materials_names_each_library_beside_the_jar() throws Exception {
        Path bill = Path.of("target/bom.json");
        assumeTrue(isNewerThanThePom(bill), "mvn -o writes no bill of materials");
        JsonNode components = new ObjectMapper().readTree(bill.toFile()).path("components");
        List<String> jars = new ArrayList<>();
        components.forEach(component -> jars.add("%s-%s.jar"
                .formatted(
                        component.path("name").asText(),
                        component.path("version").asText())));
        try (JarFile program = new JarFile("target/orderflow.jar")) {
            String libraries = program.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            assertThat(jars).containsAll(List.of(libraries.replace("lib/", "").split(" ")));
        }
    }

    private static boolean isNewerThanThePom(Path file) throws IOException {
        return Files.exists(file)
                && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(Path.of("pom.xml"))) > 0;
    }
}
