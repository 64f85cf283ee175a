package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The compiler has no warning about the project's own code. */
@EnabledIfSystemProperty(named = "project.ci", matches = "true", disabledReason = "asked in CI: mvn -P ci verify")
class WarningsIT {

    @TempDir
    Path classes;

    @Test
    void the_projects_own_code_compiles_without_a_warning() throws Exception {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = javac.getStandardFileManager(found, null, null)) {
            List<String> options = List.of(
                    "-Xlint:all,-processing,-serial,-classfile,-try",
                    "-proc:none",
                    "-implicit:none",
                    "--release=17",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    "-d",
                    classes.toString());
            boolean compiled = javac.getTask(
                            null, files, found, options, null, files.getJavaFileObjectsFromPaths(own()))
                    .call();
            assertThat(found.getDiagnostics().stream().map(WarningsIT::sentence))
                    .isEmpty();
            assertThat(compiled).isTrue();
        }
    }

    private static List<Path> own() throws Exception {
        List<Path> own = new ArrayList<>();
        for (String root : List.of("src/main/java/io/orderflow", "src/test/java/io/orderflow")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.endsWith("ProcessOrder.java"))
                        .forEach(own::add);
            }
        }
        return own;
    }

    private static String sentence(Diagnostic<? extends JavaFileObject> diagnostic) {
        return "%s:%d: %s".formatted(diagnostic.getSource(), diagnostic.getLineNumber(), diagnostic.getMessage(null));
    }
}
