package dev.cryo.criu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** CRIU's log of a dump or a restore ({@code dump.log}, {@code restore.log}). Its lines may quote the container. */
public record CriuLog(List<String> lines) {

    private static final Pattern VERSION = Pattern.compile("Version: (\\S+)");
    private static final Pattern KERNEL = Pattern.compile("Running on \\S+ Linux (\\S+)");
    private static final Pattern TASK = Pattern.compile("(?:Dumping task|Dumping opened files|Collecting mappings) \\(pid: (\\d+)");
    private static final Pattern DESCRIPTOR = Pattern.compile("^(?:\\([\\d.]+\\)\\s+)?(\\d+) fdinfo (\\d+):");
    private static final Pattern FAILED_TASK = Pattern.compile("\\(pid: (\\d+)\\)(?: \\d+'s map \\S+)? failed with");
    private static final Pattern RESTORED_TASK = Pattern.compile("^\\([\\d.]+\\)\\s+(?:pie: )?(\\d+): ");

    /** Errors that CRIU reports where nothing is wrong, or after everything is over. */
    private static final Pattern HARMLESS =
            Pattern.compile("Can't setup RLIMIT_NOFILE for self|cgroupd: recv req error");

    /** How far below an error CRIU tells which process it was at. */
    private static final int CONSEQUENCES = 4;

    public CriuLog {
        lines = List.copyOf(lines);
    }

    public static CriuLog of(String text) {
        return new CriuLog(text.lines().toList());
    }

    /** The last lines in which CRIU reports errors, oldest first; the last lines at all when it reports none. */
    public List<String> errors(int most) {
        var errors = lines.stream().filter(CriuLog::isError).toList();
        var telling = errors.isEmpty() ? lines : errors;
        return telling.subList(Math.max(0, telling.size() - most), telling.size()).stream()
                .map(String::strip)
                .toList();
    }

    static boolean isError(String line) {
        return line.contains("Error (") && !HARMLESS.matcher(line).find();
    }

    /** A line, and the next ones in which CRIU says what came of it. */
    List<String> proof(int at) {
        var proof = new ArrayList<>(List.of(lines.get(at).strip()));
        for (int i = at + 1; i < Math.min(lines.size(), at + 1 + CONSEQUENCES); i++) {
            if (isError(lines.get(i))) {
                proof.add(lines.get(i).strip());
            }
        }
        return proof;
    }

    /** What CRIU was at when it wrote a line: {@code pid}, {@code fd}, and its and the kernel's version. */
    Map<String, String> context(int at) {
        var values = new TreeMap<String, String>();
        for (int i = at; i >= 0 && !values.containsKey("pid"); i--) {
            var line = lines.get(i);
            if (find(DESCRIPTOR, line, values, "pid", "fd")
                    || find(TASK, line, values, "pid")
                    || find(RESTORED_TASK, line, values, "pid")) {
                break;
            }
        }
        for (int i = at + 1; i < Math.min(lines.size(), at + 1 + CONSEQUENCES); i++) {
            var named = FAILED_TASK.matcher(lines.get(i));
            if (named.find() && !named.group(1).equals(values.put("pid", named.group(1)))) {
                values.remove("fd"); // it was another's
            }
        }
        for (int i = 0; i < Math.min(lines.size(), 40); i++) {
            find(VERSION, lines.get(i), values, "criu");
            find(KERNEL, lines.get(i), values, "kernel");
        }
        return values;
    }

    private static boolean find(Pattern pattern, String line, Map<String, String> values, String... names) {
        var matcher = pattern.matcher(line);
        if (!matcher.find()) {
            return false;
        }
        for (int i = 0; i < names.length; i++) {
            values.put(names[i], matcher.group(i + 1));
        }
        return true;
    }
}
