package dev.cryo.script;

import java.util.ArrayList;
import java.util.List;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.CastExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.EmptyExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.syntax.Token;
import org.codehaus.groovy.syntax.Types;

/**
 * What a prompt needs beyond a script: {@code def x = 1} outlives its line by becoming a variable of the binding, the
 * imports of earlier lines hold, and a line that only assigns or loops has no value to show.
 */
final class LastingDeclarations extends CompilationCustomizer {

    private final List<ImportNode> lasting = new ArrayList<>();
    private List<ImportNode> latest = List.of();

    LastingDeclarations() {
        super(CompilePhase.CONVERSION);
    }

    /** The line compiled last is sound: its imports hold for those to come. */
    void keepImports() {
        lasting.addAll(latest);
        latest = List.of();
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        var module = source.getAST();
        if (!type.equals(module.getClasses().getFirst())) {
            return;
        }
        latest = imports(module);
        lasting.forEach(node -> addTo(module, node));
        var statements = module.getStatementBlock().getStatements();
        boolean quiet = !statements.isEmpty() && isQuiet(statements.getLast());
        statements.replaceAll(LastingDeclarations::lasting);
        if (quiet) {
            statements.add(new ReturnStatement(new ConstantExpression(null)));
        }
    }

    private static Statement lasting(Statement statement) {
        if (!(statement instanceof ExpressionStatement line)
                || !(line.getExpression() instanceof DeclarationExpression declaration)
                || !declaration.getAnnotations().isEmpty()) {
            return statement;
        }
        var assignment = new BinaryExpression(
                target(declaration),
                Token.newSymbol(Types.ASSIGN, declaration.getLineNumber(), declaration.getColumnNumber()),
                value(declaration));
        assignment.setSourcePosition(declaration);
        var lasting = new ExpressionStatement(assignment);
        lasting.setSourcePosition(statement);
        return lasting;
    }

    private static Expression target(DeclarationExpression declaration) {
        if (!declaration.isMultipleAssignmentDeclaration()) {
            return unbound(declaration.getVariableExpression());
        }
        var tuple = new TupleExpression();
        declaration.getTupleExpression().getExpressions().forEach(each ->
                tuple.addExpression(each instanceof VariableExpression variable ? unbound(variable) : each));
        tuple.setSourcePosition(declaration);
        return tuple;
    }

    private static VariableExpression unbound(VariableExpression declared) {
        var variable = new VariableExpression(declared.getName());
        variable.setSourcePosition(declared);
        return variable;
    }

    private static Expression value(DeclarationExpression declaration) {
        var given = declaration.getRightExpression();
        if (given instanceof EmptyExpression) {
            return new ConstantExpression(null);
        }
        if (declaration.isMultipleAssignmentDeclaration()
                || declaration.getVariableExpression().isDynamicTyped()) {
            return given;
        }
        return CastExpression.asExpression(declaration.getVariableExpression().getOriginType(), given);
    }

    private static boolean isQuiet(Statement last) {
        if (!(last instanceof ExpressionStatement line)) {
            return false;
        }
        return switch (line.getExpression()) {
            case DeclarationExpression ignored -> true;
            case BinaryExpression binary -> Types.ofType(binary.getOperation().getType(), Types.ASSIGNMENT_OPERATOR);
            case MethodCallExpression call ->
                call.getMethodAsString() != null && call.getMethodAsString().startsWith("each");
            default -> false;
        };
    }

    private static List<ImportNode> imports(ModuleNode module) {
        var all = new ArrayList<>(module.getImports());
        all.addAll(module.getStarImports());
        all.addAll(module.getStaticImports().values());
        all.addAll(module.getStaticStarImports().values());
        return all;
    }

    private static void addTo(ModuleNode module, ImportNode node) {
        if (node.isStatic() && node.isStar()) {
            module.addStaticStarImport(node.getClassName(), node.getType());
        } else if (node.isStatic()) {
            module.addStaticImport(node.getType(), node.getFieldName(), node.getAlias());
        } else if (node.isStar()) {
            module.addStarImport(node.getPackageName());
        } else if (module.getImport(node.getAlias()) == null) {
            module.addImport(node.getAlias(), node.getType());
        }
    }
}
