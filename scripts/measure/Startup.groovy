package measure

/** How long whole processes take; for information. */
class Startup {
    final List<Way> ways

    Startup(Setting setting, DockerLab lab) {
        def here = Shell.ofMachine()
        def cryo = new File(setting.home, 'shell/cryo').path
        def java = System.getProperty('java.home')
        def hello = new File(setting.scratch, 'Hello.java')
        hello.text = 'public class Hello { public static void main(String[] a) { System.out.println("hello"); } }\n'
        here.run("$java/bin/javac", hello.path)
        ways = [
                process('`cryo version`', here, cryo, 'version'),
                process('`cryo ps`', here, cryo, 'ps'),
                process("`cryo -e '1'`", here, cryo, '-e', '1'),
                process('`docker ps`', lab.host, 'docker', 'ps'),
                process('a JVM that says hello', here, "$java/bin/java", '-Xshare:auto', '-XX:TieredStopAtLevel=1',
                        '-XX:+UseSerialGC', '-XX:-UsePerfData', '-cp', setting.scratch.path, 'Hello'),
                process('`jshell` that says hello', here, 'sh', '-c',
                        "echo 'System.out.println(\"hello\")' | '$java/bin/jshell' -s -"),
        ]
    }

    private static Way process(String title, Shell where, String... command) {
        new Way(title: title, act: { where.timed(command).seconds })
    }
}
