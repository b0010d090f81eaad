package dev.cryo.script;

import java.util.Set;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassCodeExpressionTransformer;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.expr.ClassExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;

/** {@code System.exit} in a script ends the script, not the process in the middle of its finally blocks. */
final class ExitCalls extends CompilationCustomizer {

    /** What {@code exit} is called on when it would end the process. */
    private static final Set<String> PROCESS = Set.of("System", "java.lang.System", "Runtime.getRuntime()", "Runtime.runtime");

    ExitCalls() {
        super(CompilePhase.CONVERSION);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        var transformer = new ClassCodeExpressionTransformer() {
            @Override
            protected SourceUnit getSourceUnit() {
                return source;
            }

            @Override
            public Expression transform(Expression expression) {
                if (expression instanceof ClosureExpression closure) {
                    closure.getCode().visit(this);
                    return closure;
                }
                if (expression instanceof MethodCallExpression call
                        && PROCESS.contains(call.getObjectExpression().getText())
                        && "exit".equals(call.getMethodAsString())) {
                    var scripts = new ClassExpression(ClassHelper.make(CryoScript.class));
                    var exit = new MethodCallExpression(scripts, "exit", transform(call.getArguments()));
                    exit.setSourcePosition(call);
                    return exit;
                }
                return super.transform(expression);
            }
        };
        transformer.visitClass(type);
    }
}
