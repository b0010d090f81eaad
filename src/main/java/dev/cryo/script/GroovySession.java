package dev.cryo.script;

import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.Interruption;
import dev.cryo.containers.Subjects;
import dev.cryo.verb.Condition;
import dev.cryo.verb.Problem;
import dev.cryo.verb.ValueTypes;
import dev.cryo.verb.Watch;
import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import groovy.lang.Script;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.TreeMap;
import java.util.TreeSet;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.customizers.ASTTransformationCustomizer;
import org.codehaus.groovy.control.customizers.ImportCustomizer;
import org.codehaus.groovy.runtime.FormatHelper;
import org.codehaus.groovy.runtime.DefaultGroovyMethods;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.codehaus.groovy.runtime.InvokerInvocationException;
import org.codehaus.groovy.runtime.MethodClosure;
import org.jspecify.annotations.Nullable;

/** Compiles and runs Groovy: whole scripts, and the lines of one prompt, whose declarations last. */
public final class GroovySession {

    private final VerbCall verbs;
    private final Subjects subjects;
    private final Containers containers;
    private final Interruption interruption;
    private final Binding binding = new Binding();
    private final LastingDeclarations declarations = new LastingDeclarations();
    private final GroovyClassLoader scripts;
    private final GroovyClassLoader lines;

    /** @param out where {@code println} goes */
    public GroovySession(VerbCall verbs, Subjects subjects, Interruption interruption, PrintStream out) {
        this.verbs = verbs;
        this.subjects = subjects;
        this.containers = new Containers(verbs.unprinted(), subjects);
        this.interruption = interruption;
        binding.setProperty("out", out);
        var parent = GroovySession.class.getClassLoader();
        scripts = new GroovyClassLoader(parent, configuration());
        lines = new GroovyClassLoader(parent, configuration().addCompilationCustomizers(declarations));
    }

    /** Loads what the first line of a process would have to wait for. */
    public static void warmUp() {
        var interruption = new Interruption();
        var nothing = Subjects.none();
        var verbs = new VerbCall(new Catalog(List.of()), nothing, ValueTypes.STANDARD, Watch.NOBODY, interruption);
        try (var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            var session = new GroovySession(verbs, nothing, interruption, nowhere);
            var _ = session.evaluate(new ScriptSource("warm", "def x = [1].collect { \"$it\" }; x.size()"));
        }
    }

    private static CompilerConfiguration configuration() {
        var configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(CryoScript.class.getName());
        var imports = new ImportCustomizer().addImports(Problem.class.getName()).addStarImports("java.time");
        return configuration.addCompilationCustomizers(
                imports, new ExitCalls(), new ASTTransformationCustomizer(Endable.class));
    }

    /**
     * Runs a whole script.
     *
     * @return the value of its last statement
     * @throws Problem for whatever it throws, pointing at its line
     * @throws ScriptExit when it ends itself
     */
    public @Nullable Object run(ScriptSource source, List<String> args) {
        var arguments = arguments(args);
        var type = compile(scripts, source);
        return guarded(source, () -> CryoScript.class.isAssignableFrom(type)
                ? script(type).run()
                : InvokerHelper.runScript(type, arguments));
    }

    /** Makes {@code args} known to what is evaluated next. */
    public String[] arguments(List<String> args) {
        var arguments = args.toArray(String[]::new);
        binding.setVariable("args", arguments);
        return arguments;
    }

    /**
     * Runs a line of a prompt: its variables, methods, classes and imports last.
     *
     * @return its value, or null when it only declares, assigns or loops
     * @throws Problem for whatever it throws
     * @throws ScriptExit when it ends the session
     */
    public @Nullable Object evaluate(ScriptSource source) {
        var type = compile(lines, source);
        declarations.keepImports();
        if (!CryoScript.class.isAssignableFrom(type)) {
            return null;
        }
        return guarded(source, () -> {
            var script = script(type);
            keepMethods(script);
            return script.run();
        });
    }

    /**
     * Words of a command line as a condition, with or without braces: {@code it.log =~ /ERROR/}. The variables of earlier
     * lines are known.
     *
     * @throws Problem of kind USAGE when they do not compile
     */
    public Condition condition(String text) {
        var source = new ScriptSource("the condition", "return ({ it ->" + text + "\n})");
        var type = compile(lines, source);
        var closure = (Closure<?>) Objects.requireNonNull(guarded(source, () -> script(type).run()));
        return new GroovyCondition(
                closure, verbs, subjects, (called, about) -> guarded(source, () -> called.call(about)));
    }

    /** The names of the variables and methods that lines have left behind. */
    public SequencedCollection<String> names() {
        var names = new TreeSet<String>();
        for (var name : binding.getVariables().keySet()) {
            names.add(String.valueOf(name));
        }
        names.remove("out");
        return names;
    }

    public boolean has(String name) {
        return !name.equals("out") && binding.hasVariable(name);
    }

    /** The value of a variable; empty when it is null or not there. */
    public Optional<Object> variable(String name) {
        return has(name) ? Optional.ofNullable(binding.getVariable(name)) : Optional.empty();
    }

    /** Names that may follow a variable and a dot, in the order of the alphabet. */
    public SequencedCollection<String> members(String variable) {
        var members = new TreeSet<String>();
        variable(variable).ifPresent(value -> {
            var type = InvokerHelper.getMetaClass(value);
            type.getProperties().forEach(property -> members.add(property.getName()));
            type.getMethods().forEach(method -> {
                if (Modifier.isPublic(method.getModifiers()) && !method.getName().matches(".*[$_].*|(get|set|is)[A-Z].*")) {
                    members.add(method.getName());
                }
            });
        });
        return members;
    }

    /** A value as Groovy shows it. */
    public static String show(Object value) {
        return switch (value) {
            case CharSequence text -> text.toString();
            case Closure<?> closure -> {
                int count = closure.getMaximumNumberOfParameters();
                yield "a closure of " + count + (count == 1 ? " argument" : " arguments");
            }
            default -> FormatHelper.inspect(value);
        };
    }

    /** The properties of an object that does not say itself how it is shown; empty for all others. */
    public static Optional<Map<?, ?>> fields(Object value) {
        try {
            if (value instanceof Closure<?> || value.getClass().isArray()
                    || value.getClass().getMethod("toString").getDeclaringClass() != Object.class) {
                return Optional.empty();
            }
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
        var fields = new TreeMap<Object, Object>(DefaultGroovyMethods.getProperties(value));
        fields.remove("class");
        return Optional.of(fields);
    }

    private Class<?> compile(GroovyClassLoader loader, ScriptSource source) {
        try {
            var code = new GroovyCodeSource(source.text(), source.name(), "/cryo/script");
            code.setCachable(false);
            return loader.parseClass(code);
        } catch (MultipleCompilationErrorsException e) {
            throw ScriptProblem.of(e, source);
        }
    }

    private CryoScript script(Class<?> type) {
        var script = (CryoScript) InvokerHelper.createScript(type.asSubclass(Script.class), binding);
        script.attach(verbs, containers);
        return script;
    }

    /** A method declared on one line is called from later ones through a variable that holds it. */
    private void keepMethods(CryoScript script) {
        Arrays.stream(script.getClass().getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && !Modifier.isStatic(method.getModifiers()))
                .map(method -> method.getName())
                .filter(name -> !name.equals("run") && !name.contains("$"))
                .distinct()
                .forEach(name -> binding.setVariable(name, new MethodClosure(script, name)));
    }

    private interface Body {
        @Nullable Object run() throws Exception;
    }

    private @Nullable Object guarded(ScriptSource source, Body body) {
        try {
            return interruption.script(body::run);
        } catch (InvokerInvocationException e) {
            throw problem(e.getCause() == null ? e : e.getCause(), source);
        } catch (Exception | AssertionError | StackOverflowError e) {
            throw problem(e, source);
        }
    }

    private RuntimeException problem(Throwable thrown, ScriptSource source) {
        return ScriptProblem.of(thrown, source, verbs);
    }
}
