package measure

/** Groovy's own shell, resolved by Maven into a folder. */
class GroovyShell {
    private static final String VERSION = '5.0.6'

    static Way saysHello(Setting setting, Shell here, String java) {
        def title = '`groovysh` that says hello'
        try {
            def jars = resolve(setting, here)
            new Way(title: title, act: {
                here.timed('sh', '-c', "printf 'println \"hello\"\\n:exit\\n' | '$java/bin/java' -cp '$jars/*' org.apache.groovy.groovysh.Main").seconds
            })
        } catch (Failure e) {
            Way.missing(title, e.message)
        }
    }

    private static String resolve(Setting setting, Shell here) {
        setting.say("resolving groovysh $VERSION with Maven")
        def folder = new File(setting.scratch, 'groovysh')
        folder.mkdirs()
        new File(folder, 'pom.xml').text = """\
            <project>
              <modelVersion>4.0.0</modelVersion>
              <groupId>peer</groupId><artifactId>groovysh</artifactId><version>1</version>
              <dependencies>
                <dependency>
                  <groupId>org.apache.groovy</groupId><artifactId>groovy-groovysh</artifactId><version>$VERSION</version>
                </dependency>
              </dependencies>
            </project>
            """.stripIndent()
        here.run('mvn', '-B', '-q', '-f', folder.path, 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies',
                "-DoutputDirectory=$folder/jars".toString())
        "$folder/jars"
    }
}
