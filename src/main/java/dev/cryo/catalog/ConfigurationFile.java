package dev.cryo.catalog;

import dev.cryo.verb.NearestName;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The user's configuration: lines {@code NAME = VALUE}, empty lines, and comments from {@code #} on. A value that holds
 * {@code #} stands in quotes, single or double.
 *
 * @param path where it is, or would be
 */
public record ConfigurationFile(Path path, Path home) {

    private static final Pattern LINE = Pattern.compile(
            "\\s*(?<name>[^=#\\s]+)\\s*=\\s*"
                    + "(?:\"(?<double>[^\"]*)\"|'(?<single>[^']*)'|(?<plain>[^\"'#\\s].*?)?)"
                    + "\\s*(?:(?<=\\s|[\"'])#.*)?");

    /** By {@code CRYO_CONFIG}, else by the XDG rules. */
    public static ConfigurationFile of(Map<String, String> environment) {
        var home = Path.of(environment.getOrDefault("HOME", "/root"));
        var named = environment.getOrDefault("CRYO_CONFIG", "");
        if (!named.isEmpty()) {
            return new ConfigurationFile(Path.of(named).toAbsolutePath(), home);
        }
        var xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        var root = xdg.startsWith("/") ? Path.of(xdg) : home.resolve(".config");
        return new ConfigurationFile(root.resolve("cryo").resolve("config"), home);
    }

    /** The folder of the user's own verbs, beside the file. */
    public Path verbs() {
        return path.resolveSibling("verbs");
    }

    /**
     * What it says; nothing when it is not there.
     *
     * @throws Problem of kind USAGE that names the line which is wrong, or when the file cannot be read or trusted
     */
    public Settings read() {
        if (!Files.isRegularFile(path)) {
            return Settings.NONE;
        }
        try {
            OwnFile.require(path);
            return parse(Files.readString(path));
        } catch (NoSuchFileException e) {
            return Settings.NONE;
        } catch (IOException e) {
            throw Problem.usage("the configuration file '" + path + "' cannot be read").evidence(e.toString()).cause(e);
        }
    }

    private Settings parse(String text) {
        var settings = Settings.NONE;
        int number = 0;
        for (var line : text.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.strip().startsWith("#")) {
                settings = take(settings, line, path + ":" + number);
            }
        }
        return settings;
    }

    private Settings take(Settings before, String line, String place) {
        var parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw Problem.usage(place + ": this is no setting")
                    .evidence(line.strip())
                    .remedy("write NAME = VALUE, in quotes where the value holds '#'; a comment begins with '#'");
        }
        var setting = named(parts.group("name"), place);
        var value = List.of("double", "single", "plain").stream()
                .map(parts::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
        if (before.of(setting).isPresent()) {
            throw Problem.usage(place + ": '" + setting + "' is set twice").remedy("leave one of the lines away");
        }
        if (setting.namesAddress() && before.given().keySet().stream().anyMatch(Setting::namesAddress)) {
            throw Problem.usage(place + ": 'host' and 'context' name two engines").remedy("leave one of the lines away");
        }
        try {
            return before.with(setting, setting == Setting.STORE ? absolute(value) : required(value), place);
        } catch (Problem problem) {
            throw Problem.usage(place + ": " + setting + ": " + problem.what())
                    .evidence(problem.evidence())
                    .remedy(NearestName.to(value, List.of(setting.allowed().split("\\|", -1)))
                                    .map(near -> "did you mean '" + near + "'? It")
                                    .orElse("it")
                            + " takes " + setting.allowed())
                    .cause(problem);
        }
    }

    private static Setting named(String name, String place) {
        var known = Arrays.stream(Setting.values()).map(Setting::toString).toList();
        return Arrays.stream(Setting.values())
                .filter(setting -> setting.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.usage(place + ": there is no setting '" + name + "'")
                        .remedy(NearestName.to(name, known).map(near -> "did you mean '" + near + "'? ").orElse("")
                                + "The settings are " + String.join(", ", known)));
    }

    private static String required(String value) {
        if (value.isEmpty()) {
            throw Problem.usage("a value is missing");
        }
        return value;
    }

    /** A file has no folder that it stands in when it is read. */
    private String absolute(String value) {
        if (value.startsWith("~/")) {
            return home.resolve(value.substring(2)).toString();
        }
        if (!value.startsWith("/")) {
            throw Problem.usage("'" + value + "' is neither a full path nor one that begins with ~/");
        }
        return value;
    }

    /**
     * Writes all settings with their meaning, as comments.
     *
     * @throws Problem when something is there already, or nothing can be written
     */
    public void write() {
        try {
            var folder = Objects.requireNonNull(path.getParent());
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(path, template());
        } catch (FileAlreadyExistsException e) {
            throw Problem.failed("'" + path + "' is there already, and is left as it is")
                    .remedy("'config' shows what it says")
                    .cause(e);
        } catch (IOException e) {
            throw Problem.failed("'" + path + "' cannot be written").evidence(e.toString()).cause(e);
        }
    }

    /** What {@link #write} writes. */
    static String template() {
        var text = new StringBuilder("""
                # What Cryo does unless a command says otherwise; 'cryo config' shows what is in force, and why.
                # NAME = VALUE, one a line. These are the defaults: take a '#' away, and change what stands behind it.
                """);
        for (var setting : Setting.values()) {
            text.append("\n# ").append(setting.help()).append(": ").append(setting.allowed());
            var before = new ArrayList<>(setting.variables());
            if (!setting.option().isEmpty()) {
                before.addFirst(setting.option());
            }
            if (!before.isEmpty()) {
                text.append("; ").append(String.join(", ", before)).append(before.size() == 1 ? " goes before" : " go before");
            }
            text.append("\n# ").append(setting).append(" = ").append(setting.fallback()).append('\n');
        }
        return text.toString().replace(" = \n", " =\n");
    }
}
