package dev.cryo.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house's plan: which room may use which, and which library lives where. */
@AnalyzeClasses(packages = "dev.cryo", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

    private static final String ROOT = "dev.cryo.";

    /** Room → the rooms it may use. Every room is listed. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("verb", Set.of()),
            Map.entry("engine", Set.of("verb")),
            Map.entry("criu", Set.of("verb")),
            Map.entry("archive", Set.of("verb")),
            Map.entry("store", Set.of("verb", "criu", "archive")),
            Map.entry("containers", Set.of("verb", "engine", "store")),
            Map.entry("timetravel", Set.of("verb", "engine", "store", "criu", "archive", "containers")),
            Map.entry("keeping", Set.of("verb", "engine", "store", "criu", "containers", "timetravel")),
            Map.entry("forensics", Set.of("verb", "store", "criu", "archive", "engine", "containers")),
            Map.entry("lab", Set.of("verb", "engine", "archive")),
            Map.entry(
                    "catalog",
                    Set.of("verb", "engine", "criu", "archive", "store", "containers", "timetravel", "keeping", "forensics",
                            "lab")),
            Map.entry(
                    "testing",
                    Set.of("verb", "engine", "criu", "archive", "store", "containers", "timetravel", "catalog")),
            Map.entry(
                    "script",
                    Set.of(
                            "verb", "engine", "criu", "archive", "store", "containers", "timetravel", "keeping", "forensics", "lab",
                            "catalog")),
            Map.entry(
                    "shell",
                    Set.of(
                            "verb", "engine", "criu", "archive", "store", "containers", "timetravel", "keeping", "forensics", "lab",
                            "catalog", "script")));

    /** Library's packages → the packages of ours that may use it. */
    private static final Map<String, List<String>> LIVES_IN = Map.ofEntries(
            Map.entry("com.github.dockerjava..", List.of("engine.docker")),
            Map.entry("com.google.protobuf..", List.of("criu")),
            Map.entry("com.github.luben.zstd..", List.of("store", "archive")),
            Map.entry("org.apache.commons.compress..", List.of("store", "archive")),
            Map.entry("groovy..", List.of("script")),
            Map.entry("org.codehaus.groovy..", List.of("script")),
            Map.entry("org.apache.groovy..", List.of("script")),
            Map.entry("org.junit..", List.of("testing")),
            Map.entry("org.spockframework..", List.of("testing")),
            Map.entry("org.jline..", List.of("shell")));

    @ArchTest
    void roomsUseOnlyWhatTheyMay(JavaClasses classes) {
        MAY_USE.forEach((room, others) -> {
            var forbidden = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(room) && !others.contains(other))
                    .map(other -> ROOT + other + "..")
                    .toArray(String[]::new);
            if (forbidden.length > 0) {
                check(classes, noClasses()
                        .that(resideInAPackage(ROOT + room + ".."))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(forbidden))
                        .as("the room " + room + " uses only " + others));
            }
        });
    }

    @ArchTest
    void everyClassIsInARoomOfThePlan(JavaClasses classes) {
        var rooms = classes.stream()
                .map(type -> type.getPackageName().substring(ROOT.length() - 1))
                .map(rest -> rest.isEmpty() ? "" : rest.substring(1).split("\\.", -1)[0])
                .collect(Collectors.toCollection(TreeSet::new));
        rooms.removeAll(MAY_USE.keySet());
        assertEquals(Set.of(), rooms, "rooms that the plan does not know");
    }

    @ArchTest
    void roomsFormNoCircle(JavaClasses classes) {
        check(classes, slices().matching("dev.cryo.(*)..").should().beFreeOfCycles());
    }

    @ArchTest
    void librariesStayInTheirRooms(JavaClasses classes) {
        LIVES_IN.forEach((library, homes) -> check(classes, noClasses()
                .that(resideInAPackage("dev.cryo.."))
                .and(not(resideInAnyPackage(
                        homes.stream().map(home -> ROOT + home + "..").toArray(String[]::new))))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .as(library + " is used in " + homes + " only")));
    }

    @ArchTest
    void jacksonStaysOutOfCriu(JavaClasses classes) {
        check(classes, noClasses()
                .that(resideInAPackage("dev.cryo.criu.."))
                .should()
                .dependOnClassesThat(resideInAPackage("com.fasterxml..")));
    }

    @ArchTest
    void processesAreStartedWhereTheyMay(JavaClasses classes) {
        check(classes, noClasses()
                .that(resideInAPackage("dev.cryo.."))
                .and(not(
                        resideInAnyPackage("dev.cryo.engine..", "dev.cryo.lab..")
                                .or(name("dev.cryo.script.LocalCommand"))
                                .or(name("dev.cryo.shell.SystemShell"))
                                .or(name("dev.cryo.forensics.YaraProgram"))))
                .should()
                .dependOnClassesThat(type(ProcessBuilder.class))
                .as("processes are started in engine and lab, and by the classes that are about a program of the user's"));
    }

    @ArchTest
    void theProcessBelongsToMain(JavaClasses classes) {
        check(classes, noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.cryo.shell.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .as("System.out, System.err and exit are used in Main only"));
    }

    @ArchTest
    void nothingIsNamedAfterNothing(JavaClasses classes) {
        check(classes, noClasses()
                .should()
                .haveNameMatching(".*\\.(util|utils|common|helper|helpers|manager)\\..*")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager"));
    }

    /** A rule may be about a room that is not furnished yet. */
    private static void check(JavaClasses classes, ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }

    @Test
    void everyRoomHasItsMap() throws IOException {
        var sources = Path.of(System.getProperty("cryo.checkout", "."), "src", "main", "java", "dev", "cryo");
        try (Stream<Path> folders = Files.list(sources)) {
            var without = folders.filter(Files::isDirectory)
                    .filter(room -> !Files.exists(room.resolve("package-info.java")))
                    .map(room -> room.getFileName().toString())
                    .toList();
            assertEquals(List.of(), without, "rooms without package-info.java");
        }
    }

    @Test
    void thePlanIsAboutThisCode() {
        assertEquals(
                false,
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.cryo")
                        .isEmpty());
    }
}
